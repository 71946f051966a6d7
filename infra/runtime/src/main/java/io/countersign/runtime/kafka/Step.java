package io.countersign.runtime.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a service does with the records of one input topic. Every method is called on the loop's one thread.
 *
 * <p>A step may see the same records again (aborted transaction, rebalance, restart), so it must come to the same answer. It
 * answers bad input with an event or a dead letter. What it needs and cannot have now is {@link StepUnavailable}; a
 * RuntimeException is taken for a fault in the step and costs the one record that caused it its turn (dead letter).
 */
public interface Step {
    /**
     * Decides about a batch, in order of offset within each partition. What it returns is published in one transaction with the
     * offsets behind the batch. No transaction is open during the call, so it may take its time, within bounds of its own.
     *
     * @param batch never empty, at most 500 records
     */
    StepResult process(List<Inbound> batch) throws StepUnavailable;

    /**
     * Called about every 100 ms, records or not, for work that time brings. Marks in the result are committed for the
     * partitions named; the partitions must be assigned.
     */
    default StepResult tick() throws StepUnavailable {
        return StepResult.NOTHING;
    }

    /**
     * Partitions of this topic now belong to this instance.
     *
     * @param marks what was last committed with each, or ""
     */
    default void assigned(Map<Integer, String> marks) {}

    /**
     * Only for inputs read from the beginning: everything that stood in this partition at its assignment has been processed.
     */
    default void caughtUp(int partition) {}

    /** These partitions belong to somebody else now; what was kept for them has to be dropped. */
    default void revoked(Set<Integer> partitions) {}
}
