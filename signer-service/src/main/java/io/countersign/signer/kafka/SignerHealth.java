package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import java.util.Map;

/** What the loops tell the operators. Called on the loop's thread. */
public interface SignerHealth {
    /** An event is about to be published. */
    void answered(Event event);

    /** Partitions that wait for receipts, with the reason. */
    void receipts(Map<Integer, String> stalled);

    /** So many intents are about to be published again, for want of receipts. */
    void toldAgain(int intents);

    /** About every 100 ms: time to look after the HSM. */
    void look();
}
