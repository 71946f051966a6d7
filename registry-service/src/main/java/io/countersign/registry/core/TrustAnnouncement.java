package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells the topics which trust document is in force here, once per version. Nobody believes it but by its signatures. */
public final class TrustAnnouncement {
    /** The event around the document's base64, with some to spare. */
    private static final int ENVELOPE_OCTETS = 1_000;

    private final TrustDocument trust;
    private final Bytes file;
    private final Transactions transactions;
    private final InstantSource clock;

    /**
     * An announcement of one document.
     *
     * @param file the document's exact bytes
     */
    public TrustAnnouncement(TrustDocument trust, Bytes file, Transactions transactions, InstantSource clock) {
        this.trust = trust;
        this.file = file;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Announces it unless that was done. @return false when the document is too large for an event */
    public boolean tell() throws RefusedException {
        if (!fits(file)) {
            return false;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.run(stores -> {
            announce(trust, file, stores, now);
            return true;
        });
    }

    /** Whether an event can carry a document. */
    static boolean fits(Bytes file) {
        return file.toString().length() + ENVELOPE_OCTETS <= Event.MAX_OCTETS;
    }

    static void announce(TrustDocument trust, Bytes file, Stores stores, Instant now) {
        if (!stores.trustVersions().add(trust.version(), trust.digest(), file, now)) {
            return;
        }
        String event = stores.announcements()
                .announce(
                        EventType.TRUST_PUBLISHED,
                        "version/" + trust.version(),
                        now,
                        new TrustPublished(trust.version(), trust.digest(), file),
                        Optional.empty());
        stores.trustVersions().announced(trust.version(), event);
    }
}
