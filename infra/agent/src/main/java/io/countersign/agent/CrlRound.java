package io.countersign.agent;

import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after every CRL of the node from time to time, and writes how they stand. */
final class CrlRound {
    private static final Logger LOG = LoggerFactory.getLogger(CrlRound.class);

    private final List<CrlWatch> watches;
    private final Supplier<TrustDocument> trust;
    private final String cluster;
    private final Duration every;
    private final Optional<CrlStatus> status;
    private Instant next = Instant.MIN;

    CrlRound(
            List<CrlWatch> watches,
            String cluster,
            Supplier<TrustDocument> trust,
            Duration every,
            Optional<CrlStatus> status) {
        this.watches = List.copyOf(watches);
        this.cluster = cluster;
        this.trust = trust;
        this.every = every;
        this.status = status;
    }

    private boolean isEmpty() {
        return watches.isEmpty();
    }

    /** The shorter of this and the time between two looks: no CRL shall have to wait. */
    Duration atMost(Duration pause) {
        return isEmpty() || pause.compareTo(every) <= 0 ? pause : every;
    }

    /** Does nothing before its time. */
    void lookIfDue(Instant now) throws InterruptedException {
        if (isEmpty() || now.isBefore(next)) {
            return;
        }
        next = now.plus(every);
        for (CrlWatch watch : watches) {
            Optional<TrustedIssuer> issuer =
                    trust.get().issuer(cluster, watch.managed().issuer());
            if (issuer.isPresent()) {
                watch.look(issuer.get().certificate(), now);
            } else {
                LOG.error(
                        "the trust document in force has no CA '{}'; {} stays as it is",
                        watch.managed().issuer(),
                        watch.managed().file());
            }
        }
        if (status.isPresent()) {
            try {
                status.get().write(watches.stream().map(CrlWatch::standing).toList());
            } catch (IOException e) {
                LOG.error("the status of the CRLs cannot be written: {}", e.toString());
            }
        }
    }
}
