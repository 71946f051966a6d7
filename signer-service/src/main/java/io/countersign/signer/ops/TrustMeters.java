package io.countersign.signer.ops;

import io.countersign.orders.RefusedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.TrustDocument;
import io.countersign.runtime.life.Metrics;
import io.countersign.signer.core.TrustWatch;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operators what the signer believes: log and metrics. */
public final class TrustMeters implements TrustWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TrustMeters.class);

    private final AtomicLong version = new AtomicLong();
    private final AtomicLong expires = new AtomicLong();
    private final Counter stops;
    private final Counter notBelieved;

    public TrustMeters(Metrics metrics) {
        metrics.gauge(
                "countersign_signer_trust_version", "Version of the trust document this signer acts by.", version::get);
        metrics.gauge(
                "countersign_signer_trust_expires_seconds",
                "When that version expires, in seconds since 1970; nothing is signed from then on.",
                expires::get);
        stops = metrics.counter(
                "countersign_signer_stops", "Stops and lifts this process has begun to act on, restarts included.");
        notBelieved = metrics.counter(
                "countersign_signer_trust_not_believed",
                "Files of the spool put aside, and stops that fell with a new version.");
    }

    @Override
    public void inForce(TrustDocument document) {
        version.set(document.version());
        expires.set(document.expires().getEpochSecond());
        LOG.info(
                "trust document {} ({}) is in force until {}",
                document.version(),
                document.digest(),
                document.expires());
    }

    @Override
    public void stopped(Stop stop) {
        stops.increment();
        LOG.warn("in force: {}", stop);
    }

    @Override
    public void fallen(TrustDocument document, RefusedStop stop) {
        notBelieved.increment();
        LOG.error("a stop does not hold under version {}: {}", document.version(), stop);
    }

    @Override
    public void putAside(String file, String why) {
        notBelieved.increment();
        LOG.error("{} in the spool is put aside: {}", file, why);
    }
}
