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

/** Looks after every CRL of the node once a minute, and writes how they stand. */
final class CrlRound {
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(CrlRound.class);

    private final List<CrlWatch> watches;
    private final Supplier<TrustDocument> trust;
    private final String cluster;
    private final Optional<CrlStatus> status;
    private Instant next = Instant.MIN;

    CrlRound(List<CrlWatch> watches, String cluster, Supplier<TrustDocument> trust, Optional<CrlStatus> status) {
        this.watches = List.copyOf(watches);
        this.cluster = cluster;
        this.trust = trust;
        this.status = status;
    }

    boolean isEmpty() {
        return watches.isEmpty();
    }

    /** Does nothing before its time. */
    void lookIfDue(Instant now) throws InterruptedException {
        if (isEmpty() || now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
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
