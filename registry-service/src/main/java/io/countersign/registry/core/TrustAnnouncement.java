package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
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

    public void tell() throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        transactions.run(stores -> {
            if (stores.trustVersions().add(trust.version(), trust.digest(), now)) {
                stores.announcements()
                        .announce(
                                EventType.TRUST_PUBLISHED,
                                "version/" + trust.version(),
                                now,
                                new TrustPublished(trust.version(), trust.digest(), file),
                                Optional.empty());
            }
            return null;
        });
    }
}
