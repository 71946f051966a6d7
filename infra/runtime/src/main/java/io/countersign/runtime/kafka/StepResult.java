package io.countersign.runtime.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step answers to a batch. Immutable.
 *
 * @param outbounds to be published, dead letters among them
 * @param held by partition: the offset from which on records are delivered again later, with the reason
 * @param marks by partition: text committed with the partition's offset, given back at its next assignment
 */
public record StepResult(List<Outbound> outbounds, Map<Integer, Hold> held, Map<Integer, String> marks) {
    public static final StepResult NOTHING = builder().build();

    /** Not yet: everything from this offset on waits. */
    public record Hold(long offset, String reason) {}

    public StepResult {
        outbounds = List.copyOf(outbounds);
        held = Map.copyOf(held);
        marks = Map.copyOf(marks);
    }

    public static Builder builder() {
        return new Builder();
    }

    public boolean isNothing() {
        return outbounds.isEmpty() && held.isEmpty() && marks.isEmpty();
    }

    /** Gathers an answer record by record. */
    public static final class Builder {
        private final List<Outbound> outbounds = new ArrayList<>();
        private final Map<Integer, Hold> held = new HashMap<>();
        private final Map<Integer, String> marks = new HashMap<>();

        private Builder() {}

        public Builder publish(Outbound outbound) {
            outbounds.add(outbound);
            return this;
        }

        public Builder publish(List<Outbound> more) {
            outbounds.addAll(more);
            return this;
        }

        /**
         * This record and all behind it in its partition are delivered again later; readiness tells the reason meanwhile. The
         * step must not publish anything for them.
         */
        public Builder hold(Inbound first, String reason) {
            held.merge(
                    first.partition(),
                    new Hold(first.offset(), reason),
                    (one, other) -> one.offset() <= other.offset() ? one : other);
            return this;
        }

        /** Whether this record stands at or behind a hold. */
        public boolean holds(Inbound inbound) {
            Hold hold = held.get(inbound.partition());
            return hold != null && inbound.offset() >= hold.offset();
        }

        /** Commits a text with the partition's offset, in the same transaction as the events. */
        public Builder mark(int partition, String mark) {
            marks.put(partition, mark);
            return this;
        }

        public StepResult build() {
            return new StepResult(outbounds, held, marks);
        }
    }
}
