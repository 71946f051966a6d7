package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustFile;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Takes new versions of the trust document. Officers have signed them elsewhere; here they are checked early, told to everybody, and
 * gone by once the log holds them, so that no version works in secret.
 */
public final class TrustDesk {
    private final TrustBoard trust;
    private final Transactions transactions;
    private final InstantSource clock;

    public TrustDesk(TrustBoard trust, Transactions transactions, InstantSource clock) {
        this.trust = trust;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What came of a document. */
    public record Published(TrustVersions.Version version, boolean created) {}

    /**
     * Publishes the next version; one that is known already changes nothing.
     *
     * @param file exact bytes
     */
    public Published publish(Bytes file) throws RefusedException {
        Instant now = now();
        if (!TrustAnnouncement.fits(file)) {
            throw new RefusedException(RefusalCode.ORDER_TOO_LARGE, file.size() + " octets do not fit into one event");
        }
        TrustContent content = TrustFile.parse(file.toArray()).content();
        if (content.version() < trust.pinned().version()) {
            throw new RefusedException(
                    RefusalCode.TRUST_ROLLBACK,
                    "version " + content.version() + " where version "
                            + trust.pinned().version() + " is pinned");
        }
        return transactions.run(stores -> {
            stores.trustVersions().lockAll();
            TrustChain before = published(stores, now);
            TrustChain after = before.with(file.toArray(), now);
            boolean news = after.current().version() > before.current().version();
            if (news) {
                TrustAnnouncement.announce(after.current(), file, stores, now);
            }
            TrustVersions.Version version = stores.trustVersions().all().stream()
                    .filter(each -> each.version() == content.version())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("just written: version " + content.version()));
            return new Published(version, news);
        });
    }

    /** Versions that were announced before, and the next that the log has to prove. */
    public List<TrustVersions.Unlogged> unlogged() throws RefusedException {
        return transactions.run(stores ->
                stores.trustVersions().unloggedAfter(trust.get().document().version()));
    }

    /**
     * The log holds a version: it is in force now, here and for whoever follows the topic.
     *
     * @param proof verified for exactly the announcement's bytes
     */
    public void logged(TrustVersions.Unlogged version, String proof) throws RefusedException {
        Instant now = now();
        transactions.run(stores -> {
            if (stores.trustVersions().logged(version.version(), proof, now)) {
                stores.announcements()
                        .announce(
                                EventType.TRUST_LOGGED,
                                "logged/" + version.version(),
                                now,
                                new TrustLogged(version.version(), version.event(), proof),
                                Optional.of(version.event()));
            }
            return null;
        });
        trust.refresh(transactions);
    }

    /** Also versions that the log does not hold yet: the next one follows from them, not from those in force. */
    private TrustChain published(Stores stores, Instant now) throws RefusedException {
        TrustChain chain = TrustChain.of(trust.pinned());
        for (TrustVersions.Version version : stores.trustVersions().all()) {
            if (version.version() > trust.pinned().version()) {
                chain = chain.with(version.file().toArray(), now);
            }
        }
        return chain;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
