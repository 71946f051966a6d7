package io.countersign.registry;

import io.countersign.registry.core.CrlAlarms;
import io.countersign.registry.core.KeptCrl;
import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells them as an ERROR line and a counter each: somebody signs CRLs beside the signer, or set it back. */
final class ToldCrlAlarms implements CrlAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(ToldCrlAlarms.class);

    private final Counter forked;
    private final Counter shrunk;

    ToldCrlAlarms(Metrics metrics) {
        this.forked = metrics.counter(
                "countersign_registry_crl_forks_total",
                "CRLs with a known number and other content; the first one is kept.");
        this.shrunk = metrics.counter(
                "countersign_registry_crls_shrunk_total", "CRLs that lack certificates which an earlier one lists.");
    }

    @Override
    public void forked(KeptCrl first, KeptCrl other) {
        forked.increment();
        LOG.error(
                "two CRLs of {} have number {}: {} came first and is kept, {} says something else",
                first.issuer(),
                first.number(),
                first.tbs(),
                other.tbs());
    }

    @Override
    public void shrunk(KeptCrl earlier, KeptCrl later) {
        shrunk.increment();
        LOG.error(
                "CRL {} of {} lacks certificates that CRL {} lists: its signer had forgotten them",
                later.number(),
                later.issuer(),
                earlier.number());
    }
}
