package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import java.util.Map;

/** Remembers the last stall it heard of. */
final class QuietHealth implements SignerHealth {
    private Map<Integer, String> stalled = Map.of();

    @Override
    public void answered(Event event) {
        // Counted in production only.
    }

    @Override
    public void receipts(Map<Integer, String> now) {
        stalled = now;
    }

    @Override
    public void toldAgain(int intents) {
        // Counted in production only.
    }

    @Override
    public void look() {
        // There is no HSM to look after.
    }

    Map<Integer, String> stalled() {
        return stalled;
    }
}
