package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of one issuer's revocations: everything that any CRL of the issuer has ever listed, as far as one was met. CRLs are
 * signed by the CA, so whoever owns the broker or the disk can hold one back, but make none (security 5).
 *
 * <p>Written by the loop's thread; {@link #lists} may be asked by any.
 */
final class CrlState {
    /** Two CRLs of one issuer agree on a certificate, unless two signers had no word from one another. */
    private static final Comparator<CrlEntry> FIRST =
            Comparator.comparing(CrlEntry::at).thenComparing(CrlEntry::reason);

    private final TrustedIssuer issuer;
    private final Map<SerialNumber, CrlEntry> entries = new ConcurrentHashMap<>();
    private Optional<Crl> newest = Optional.empty();
    private Optional<Crl> told = Optional.empty();
    private long changes;

    CrlState(TrustedIssuer issuer) {
        this.issuer = issuer;
    }

    TrustedIssuer issuer() {
        return issuer;
    }

    /** Takes a verified CRL of this issuer; whether it says anything new. */
    boolean learn(Crl crl) {
        boolean later = newest.isEmpty() || crl.number() > newest.get().number();
        boolean more = !entries.keySet().containsAll(crl.entries().keySet());
        crl.entries()
                .forEach((serial, entry) ->
                        entries.merge(serial, entry, (one, other) -> FIRST.compare(one, other) <= 0 ? one : other));
        if (later) {
            newest = Optional.of(crl);
        }
        if (later || more) {
            changes++;
        }
        return later || more;
    }

    /** This CRL stands in the topic, or in a transaction that comes again until it does. */
    void tell(Crl crl) {
        if (told.isEmpty() || crl.number() > told.get().number()) {
            told = Optional.of(crl);
        }
    }

    /** The topic says nothing yet, or is another one now. */
    void untell() {
        told = Optional.empty();
    }

    /** The one with the highest number; empty when none was ever met, and then none may be made. */
    Optional<Crl> newest() {
        return newest;
    }

    Optional<Crl> told() {
        return told;
    }

    Collection<CrlEntry> entries() {
        return List.copyOf(entries.values());
    }

    boolean lists(SerialNumber serial) {
        return entries.containsKey(serial);
    }

    boolean listsAll(Collection<CrlEntry> wanted) {
        return wanted.stream().allMatch(entry -> lists(entry.serial()));
    }

    /** Whether this CRL lists everything known. */
    boolean isCompleteIn(Crl crl) {
        return crl.entries().keySet().containsAll(entries.keySet());
    }

    /**
     * Whether a CRL must be made without any new order: the topic shows none, one that lacks something, an old one, or one of a
     * clock that ran ahead, which would be fresh until that time has come.
     */
    boolean isDue(Instant now) {
        return told.map(crl -> !now.isBefore(crl.thisUpdate().plus(Crl.PERIOD))
                        || crl.thisUpdate().isAfter(now.plus(SteadyClock.TOLERANCE))
                        || !isCompleteIn(crl))
                .orElse(true);
    }

    /** Grows whenever another next CRL would follow. */
    long changes() {
        return changes;
    }
}
