package io.countersign.signer.ops;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmState;
import io.countersign.runtime.life.Metrics;
import io.countersign.runtime.life.Readiness;
import io.countersign.runtime.life.ServiceLife;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.kafka.SignerHealth;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Readiness and metrics. The HSM counters let an auditor compare signatures made with intents logged (security 6). */
public final class SignerMeters implements SignerHealth {
    private final ServiceLife life;
    private final Hsm hsm;
    private final Readiness.Check token;
    private final Readiness.Check receipts;
    private final Counter toldAgain;
    private final Map<EventType, Counter> answers = new EnumMap<>(EventType.class);

    public SignerMeters(ServiceLife life, Hsm hsm, PendingIntents pending) {
        this.life = life;
        this.hsm = hsm;
        this.token = life.readiness().check("hsm");
        this.receipts = life.readiness().check("receipts");
        receipts.ready();
        look();
        Metrics metrics = life.metrics();
        for (EventType type : EventType.values()) {
            answers.put(
                    type,
                    metrics.counter(
                            "countersign_signer_answers",
                            "Answers given, by event type; a transaction taken back counts again.",
                            "type",
                            type.wireName()));
        }
        toldAgain = metrics.counter(
                "countersign_signer_intents_told_again",
                "Intents published again because their receipts are missing: the log is behind, or their topic lost them.");
        metrics.gauge(
                "countersign_signer_pending_intents",
                "Intents of this instance that wait for a receipt of the audit log.",
                pending::size);
        metrics.gauge(
                "countersign_hsm_signatures",
                "Signatures made by the HSM for this process since it started.",
                hsm::signatures);
        metrics.gauge(
                "countersign_hsm_operations",
                "HSM signing calls since this process started: signatures, MACs and probes, failed ones too.",
                hsm::operations);
    }

    @Override
    public void answered(Event event) {
        answers.get(event.type()).increment();
    }

    @Override
    public void receipts(Map<Integer, String> stalled) {
        if (stalled.isEmpty()) {
            receipts.ready();
        } else {
            receipts.notReady(stalled.entrySet().stream()
                    .map(entry -> "partition " + entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining("; ")));
        }
    }

    @Override
    public void toldAgain(int intents) {
        toldAgain.increment(intents);
    }

    @Override
    public void look() {
        HsmState state = hsm.state();
        if (state == HsmState.READY) {
            token.ready();
            return;
        }
        token.notReady(state + ": " + hsm.reason());
        if (state == HsmState.BROKEN) {
            // Final by its own word: only a new process can help, and the supervisor's pauses spare the PIN.
            life.fail("hsm", new IllegalStateException(hsm.reason()));
        }
    }
}
