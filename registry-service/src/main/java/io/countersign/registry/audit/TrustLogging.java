package io.countersign.registry.audit;

import io.countersign.contracts.RefusedException;
import io.countersign.registry.core.TrustDesk;
import io.countersign.registry.core.TrustVersions;
import io.countersign.runtime.life.Metrics;
import io.countersign.tlog.ProofException;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the log for the receipts of new versions of the trust document, which count from then on. */
public final class TrustLogging {
    private static final Logger LOG = LoggerFactory.getLogger(TrustLogging.class);

    private final TrustDesk desk;
    private final LogCover log;
    private final Counter unproved;

    public TrustLogging(TrustDesk desk, LogCover log, Metrics metrics) {
        this.desk = desk;
        this.log = log;
        this.unproved = metrics.counter(
                "countersign_trust_bad_receipts_total",
                "Receipts of trust versions that do not prove them: the log answers for another event or under other keys.");
    }

    /** One round, in the order of the versions: the next one counts only behind the one before. */
    public void prove() throws RefusedException, InterruptedException {
        for (TrustVersions.Unlogged version : desk.unlogged()) {
            if (!prove(version)) {
                return;
            }
        }
    }

    private boolean prove(TrustVersions.Unlogged version) throws RefusedException, InterruptedException {
        try {
            Optional<byte[]> proof = log.proof(version.event(), version.value());
            if (proof.isPresent()) {
                desk.logged(version, new String(proof.get(), StandardCharsets.UTF_8));
                LOG.info("the log holds trust version {}: it is in force", version.version());
            }
            return proof.isPresent();
        } catch (ProofException other) {
            unproved.increment();
            LOG.error(
                    "the log's receipt of trust version {} does not prove it: {}",
                    version.version(),
                    other.getMessage());
        } catch (IOException away) {
            LOG.warn("trust version {} waits for its receipt: {}", version.version(), away.toString());
        }
        return false;
    }
}
