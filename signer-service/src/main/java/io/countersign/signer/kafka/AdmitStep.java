package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.Step;
import io.countersign.runtime.kafka.StepResult;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.core.Admit;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.core.Workers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code approvals} to {@code intents} and refusals; waits when the log falls behind with its receipts. */
public final class AdmitStep implements Step {
    private final Admit admit;
    private final Workers workers;
    private final PendingIntents pending;
    private final DeadLetters deadLetters;
    private final SignerHealth health;
    private final InstantSource clock;

    public AdmitStep(
            Admit admit,
            Workers workers,
            PendingIntents pending,
            DeadLetters deadLetters,
            SignerHealth health,
            InstantSource clock) {
        this.admit = admit;
        this.workers = workers;
        this.pending = pending;
        this.deadLetters = deadLetters;
        this.health = health;
        this.clock = clock;
    }

    @Override
    public StepResult process(List<Inbound> batch) throws StepUnavailable {
        Instant now = clock.instant();
        Map<Integer, Long> first = new HashMap<>();
        batch.forEach(inbound -> first.putIfAbsent(inbound.partition(), inbound.offset()));
        first.forEach(pending::rewind);
        StepResult.Builder result = StepResult.builder();
        List<Inbound> taken = new ArrayList<>();
        for (Inbound inbound : batch) {
            Optional<String> reason = pending.stalled(inbound.partition(), now);
            if (reason.isPresent()) {
                result.hold(inbound, reason.get());
            } else {
                taken.add(inbound);
            }
        }
        List<Outbound> answers = answers(taken);
        for (int i = 0; i < taken.size(); i++) {
            Inbound inbound = taken.get(i);
            Outbound answer = answers.get(i);
            result.publish(answer);
            health.answered(answer.event());
            if (answer.event().type() == EventType.CERTIFICATE_INTENDED) {
                pending.add(
                        inbound.partition(), inbound.offset(), answer.event().id(), now);
            }
        }
        return result.build();
    }

    /** Waiting for receipts is red even while no new approval arrives to be held. */
    @Override
    public StepResult tick() {
        health.receipts(pending.stalled(clock.instant()));
        return StepResult.NOTHING;
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        pending.drop(partitions);
    }

    private List<Outbound> answers(List<Inbound> batch) throws StepUnavailable {
        List<Workers.Work<Outbound>> work = new ArrayList<>();
        for (Inbound inbound : batch) {
            work.add(() -> answer(inbound));
        }
        try {
            return workers.inParallel(work);
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
    }

    private Outbound answer(Inbound inbound) throws OutageException {
        try {
            Event request = Routing.decode(inbound);
            return Outbound.of(admit.answer(request));
        } catch (UnreadableException e) {
            return deadLetters.of(inbound, e);
        }
    }
}
