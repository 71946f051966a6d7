package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.util.Optional;
import java.util.Set;

/** What a stop order is about. Equal targets are the same stop, however often it was ordered. */
public sealed interface StopTarget {
    Act act();

    /** No certificate for this lineage, or for the whole cluster. */
    record Freeze(String cluster, Optional<Lineage> lineage) implements StopTarget {
        @Override
        public Act act() {
            return Act.FREEZE;
        }
    }

    /** No approval of this person, or robot, counts. */
    record Suspend(String person) implements StopTarget {
        @Override
        public Act act() {
            return Act.SUSPEND;
        }
    }

    /**
     * One order is void.
     *
     * @param order SHA-256 of the payload of an issue or grant order
     */
    record Cancel(Sha256 order) implements StopTarget {
        @Override
        public Act act() {
            return Act.CANCEL;
        }
    }

    /** No certificate under this profile, in one cluster or in all. */
    record Disable(String profile, Optional<String> cluster) implements StopTarget {
        @Override
        public Act act() {
            return Act.DISABLE;
        }
    }

    /**
     * Ends stops for ever, those still under way too.
     *
     * @param stops SHA-256 of stop payloads
     */
    record Lift(Set<Sha256> stops) implements StopTarget {
        public Lift {
            stops = Set.copyOf(stops);
        }

        @Override
        public Act act() {
            return Act.LIFT;
        }
    }
}
