package io.countersign.signer.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.ClusterRobot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much a cluster's robot may order by itself: one token bucket for each robot key, cluster and profile (security 3.4). A bucket
 * starts empty, so that making the signer crash gives nothing. Over budget is an answer, which may be asked again later, and never
 * a record that waits here. Memory only, and one for each instance: who owns robot and broker together gets what the budgets give.
 *
 * <p>Safe for concurrent use.
 */
public final class RobotBudget {
    /** New nodes in an hour (security 3.2): a scale-out gets through, a stolen key does not fill a cluster. */
    static final int CAPACITY = 20;

    static final Duration REFILL = Duration.ofHours(1).dividedBy(CAPACITY);
    /** A redelivered order is the same order; about a day's worth of them. */
    private static final int REMEMBERED = 10_000;

    private final Map<Key, Bucket> buckets = new HashMap<>();
    private final Map<Counted, Boolean> counted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Counted, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    /** When buckets began to fill; null until first asked. */
    private Instant began;

    private record Key(String kid, String cluster, String profile) {}

    private record Counted(Sha256 order, int item) {}

    /** Tokens and the instant up to which time has been turned into tokens. */
    private record Bucket(int tokens, Instant filledTo) {
        Bucket at(Instant now) {
            long more = now.isAfter(filledTo) ? Duration.between(filledTo, now).dividedBy(REFILL) : 0;
            if (tokens + more >= CAPACITY) {
                return new Bucket(CAPACITY, now);
            }
            return new Bucket(tokens + (int) more, filledTo.plus(REFILL.multipliedBy(more)));
        }
    }

    /** Time begins to fill the buckets now. */
    public synchronized void begin(Instant now) {
        if (began == null) {
            began = now;
        }
    }

    /** Why this may not be ordered now; when it may, it is counted, once. */
    synchronized Optional<Refusal> objection(ApprovedItem approved, Instant now) {
        if (!(approved.authority() instanceof ClusterRobot robot)) {
            return Optional.empty();
        }
        begin(now);
        Counted item = new Counted(approved.order().digest(), approved.index());
        if (counted.containsKey(item)) {
            return Optional.empty();
        }
        Key key = new Key(
                robot.robot().key().kid(),
                approved.item().lineage().cluster(),
                approved.profile().name());
        Bucket bucket = buckets.getOrDefault(key, new Bucket(0, began)).at(now);
        if (bucket.tokens() == 0) {
            buckets.put(key, bucket);
            return Optional.of(new Refusal(
                    RefusalCode.BUDGET_EXCEEDED,
                    robot.robot().person() + " has ordered its " + CAPACITY + " an hour under "
                            + approved.profile().name() + "; the next at "
                            + bucket.filledTo().plus(REFILL)));
        }
        buckets.put(key, new Bucket(bucket.tokens() - 1, bucket.filledTo()));
        counted.put(item, true);
        return Optional.empty();
    }
}
