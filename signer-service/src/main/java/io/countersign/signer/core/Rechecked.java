package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.orders.Verdict;
import java.time.Instant;
import java.util.Optional;

/** What came of looking at a logged intent again. */
public sealed interface Rechecked
        permits Rechecked.Ready, Rechecked.Lapsed, Rechecked.CrlLogged, Rechecked.Stale, Rechecked.Waiting {
    /** Event id of the intent, whose receipt has verified. */
    String intent();

    /**
     * Everything still holds; these bytes may be signed, and no others.
     *
     * @param receipt the event that led here
     */
    record Ready(Verdict.Plan plan, Event receipt, String intent, long leafIndex) implements Rechecked {}

    /** It was a true intent, but it may not be signed any more. */
    record Lapsed(Event event, String intent) implements Rechecked {}

    /**
     * The intent of a CRL; what is known of its issuer decides whether it is signed.
     *
     * @param receipt the event that led here
     * @param logged the intent, as the leaf
     * @param seen by when this signer had seen the log hold it, if it was running then
     */
    record CrlLogged(Event receipt, Event logged, long leafIndex, Optional<Instant> seen) implements Rechecked {
        CrlLogged at(Optional<Instant> when) {
            return new CrlLogged(receipt, logged, leafIndex, when);
        }

        @Override
        public String intent() {
            return logged.id();
        }
    }

    /**
     * Its receipt was made under a head that this signer cannot place any more; a newer receipt must come.
     *
     * @param event the intent itself
     */
    record Stale(Event event) implements Rechecked {
        @Override
        public String intent() {
            return event.id();
        }
    }

    /** Nothing can be said of it until the log has shown how it got to its receipt, or the CRLs have been read. */
    record Waiting(String intent, String reason) implements Rechecked {}
}
