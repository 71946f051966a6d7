package io.countersign.signer.ops;

import io.countersign.runtime.life.Metrics;
import io.countersign.signer.core.LogWatch;
import io.countersign.tlog.TreeHead;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operators what the signer knows of the log: log and metrics. */
public final class LogMeters implements LogWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LogMeters.class);

    private final AtomicLong size = new AtomicLong();
    private final Counter lost;
    private final Counter disputed;
    private final Counter askedAgain;

    public LogMeters(Metrics metrics) {
        metrics.gauge(
                "countersign_signer_log_size",
                "Leaves of the newest head of the audit log that this signer knows to continue all before it.",
                size::get);
        lost = metrics.counter(
                "countersign_signer_log_lost",
                "Times that a checkpoint was told without the way there; the log is asked, and receipts under it wait.");
        disputed = metrics.counter(
                "countersign_signer_log_disputed",
                "Heads under the log's signatures that do not belong to the log this signer knows: set back, forked, or a"
                        + " spoiled proof. Nothing is signed on them.");
        askedAgain = metrics.counter(
                "countersign_signer_receipts_asked_again",
                "Intents told again because their receipts were made under a head that this signer cannot place.");
    }

    @Override
    public void remembers(TreeHead head) {
        size.set(head.size());
        LOG.info("the log had {} leaves and root {} when this signer last looked", head.size(), head.root());
    }

    @Override
    public void believesFirst(TreeHead head) {
        LOG.warn(
                "nothing is remembered of the log, so its head with {} leaves and root {} is believed; compare it with what"
                        + " others see",
                head.size(),
                head.root());
    }

    @Override
    public void reaches(TreeHead head) {
        size.set(head.size());
    }

    @Override
    public void lost(TreeHead known, TreeHead told) {
        lost.increment();
        LOG.warn(
                "the log told a head of {} leaves without the way there from {}; it is asked",
                told.size(),
                known.size());
    }

    @Override
    public void disputes(TreeHead known, TreeHead told, String how) {
        disputed.increment();
        LOG.error(
                "the log signed a head that is not of the log this signer knows: known are {} leaves with root {}, and the"
                        + " one with {} leaves and root {} {}; nothing is signed on it",
                known.size(),
                known.root(),
                told.size(),
                told.root(),
                how);
    }

    @Override
    public void asksAgain() {
        askedAgain.increment();
    }
}
