package io.countersign.registry.audit;

import io.countersign.registry.core.StoreException;
import io.countersign.registry.postgres.SentEvents;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Part;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.tlog.ProofException;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes sent events from the outbox once the log holds them (design 5, Registry outbox), each on its own receipt.
 *
 * <p>The newest of a stream would not prove the earlier ones. The relay sends a partition in order and the audit-service reads it in
 * order, but it goes on behind what the brokers lost, behind a topic made anew, and behind what became a dead letter: a later event
 * then is in the log and an earlier one is not, and its row here is the only copy left. (Its {@code prevhash} chain shows such a
 * gap, but does not fill it.)
 *
 * <p>What stays without proof stays in the outbox, does not hold up what comes behind it, and is asked for again every round.
 */
public final class OutboxPruning implements Part {
    private static final int MOST_AT_ONCE = 200;
    /** The log takes an event within a second; asking before that is a question in vain. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(OutboxPruning.class);

    private final SentEvents sent;
    private final LogCover log;
    private final BooleanSupplier leads;
    private final Duration every;
    private final InstantSource clock;
    private final ServiceLife life;
    private final AtomicLong kept = new AtomicLong();
    private final Counter unanswered;
    private final Counter unproved;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::live, "outbox-pruning");
    private long behind;

    /**
     * Pruning that begins at {@link #start}.
     *
     * @param leads whether this process works the outbox; deleting twice would do no harm, asking twice is wasted
     * @param every pause between two rounds
     */
    public OutboxPruning(
            SentEvents sent,
            LogCover log,
            BooleanSupplier leads,
            Duration every,
            InstantSource clock,
            ServiceLife life) {
        this.sent = sent;
        this.log = log;
        this.leads = leads;
        this.every = every;
        this.clock = clock;
        this.life = life;
        Metrics metrics = life.metrics();
        metrics.gauge(
                "countersign_outbox_kept_events",
                "Sent events that are kept because the log is not known to hold them; at the last look.",
                kept::get);
        this.unanswered = metrics.counter(
                "countersign_outbox_pruning_failures_total",
                "Rounds of pruning broken off, because the audit-service or the database was away.");
        this.unproved = metrics.counter(
                "countersign_outbox_bad_receipts_total",
                "Receipts of sent events that do not prove them: the log answers for another event or under other keys.");
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop(Duration deadline) throws InterruptedException {
        stopping.countDown();
        // A question may wait for its answer; nothing is lost with it.
        thread.interrupt();
        thread.join(Math.max(1, deadline.toMillis()));
        if (thread.isAlive()) {
            throw new IllegalStateException("the pruning of the outbox is still at work after " + deadline);
        }
    }

    private void live() {
        try {
            Duration pause = every;
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = leads.getAsBoolean() && prune() ? Duration.ZERO : every;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            if (stopping.getCount() > 0) {
                life.fail("outbox-pruning", interrupted);
            }
        } catch (RuntimeException | Error broken) {
            life.fail("outbox-pruning", broken);
        }
    }

    /** One batch. @return whether more can be deleted at once */
    boolean prune() throws InterruptedException {
        try {
            int unlogged = sent.deleteUnlogged(MOST_AT_ONCE);
            boolean more = pruneLogged();
            kept.set(sent.count());
            return more || unlogged == MOST_AT_ONCE;
        } catch (IOException | StoreException away) {
            unanswered.increment();
            LOG.warn("sent events are kept for now: {}", away.toString());
            return false;
        }
    }

    private boolean pruneLogged() throws IOException, InterruptedException {
        List<SentEvents.Row> rows = sent.toBeProved(behind, clock.instant().minus(SETTLED), MOST_AT_ONCE);
        List<SentEvents.Row> proved = new ArrayList<>();
        try {
            for (SentEvents.Row row : rows) {
                if (isProved(row)) {
                    proved.add(row);
                }
                behind = row.position();
            }
        } finally {
            sent.delete(proved);
        }
        if (rows.size() < MOST_AT_ONCE) {
            behind = 0;
            return false;
        }
        return proved.size() == MOST_AT_ONCE;
    }

    private boolean isProved(SentEvents.Row row) throws IOException, InterruptedException {
        try {
            return log.holds(row.eventId(), row.value());
        } catch (ProofException other) {
            unproved.increment();
            LOG.error(
                    "the log's receipt of {} does not prove the event that was sent: {}",
                    row.eventId(),
                    other.getMessage());
            return false;
        }
    }
}
