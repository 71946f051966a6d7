package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;

/** Reads events and checks that they stand where their key belongs: an intent's receipt must come back to the same owner. */
final class Routing {
    private Routing() {}

    static Event decode(Inbound inbound) throws UnreadableException {
        Event event = inbound.decode();
        int home = Outbound.partition(inbound.topic(), inbound.key());
        if (home != inbound.partition()) {
            throw new UnreadableException(
                    UnreadableReason.WRONG_KEY,
                    "the key belongs to partition " + home + ", not " + inbound.partition());
        }
        return event;
    }
}
