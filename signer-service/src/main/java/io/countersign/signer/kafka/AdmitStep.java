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
import io.countersign.signer.core.Answer;
import io.countersign.signer.core.CrlsUnreadException;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.core.SteadyClock;
import io.countersign.signer.core.Workers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code approvals} to {@code intents} and refusals; waits when the log falls behind with its receipts, and tells it again meanwhile,
 * since a lost record of {@code intents} would never get one.
 */
public final class AdmitStep implements Step {
    /** Events of one tick, about 100 ms: at most 1.2 MB in the transaction. */
    private static final int TOLD_AGAIN = 20;

    private final Admit admit;
    private final Workers workers;
    private final PendingIntents pending;
    private final TrustFeed trust;
    private final DeadLetters deadLetters;
    private final SignerHealth health;
    private final SteadyClock clock;
    private final RevocationDesk revocations;

    /**
     * The use-by stands with an intent alone; a revoke order is answered on the loop's thread.
     *
     * @param notYet why there is no answer yet
     */
    private record Answered(
            Optional<Outbound> outbound, Optional<Instant> useBy, Optional<Event> revocation, Optional<String> notYet) {
        static Answered of(Outbound outbound, Optional<Instant> useBy) {
            return new Answered(Optional.of(outbound), useBy, Optional.empty(), Optional.empty());
        }

        static Answered later(Event revocation) {
            return new Answered(Optional.empty(), Optional.empty(), Optional.of(revocation), Optional.empty());
        }

        static Answered waiting(String why) {
            return new Answered(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(why));
        }
    }

    public AdmitStep(
            Admit admit,
            Workers workers,
            PendingIntents pending,
            TrustFeed trust,
            DeadLetters deadLetters,
            SignerHealth health,
            SteadyClock clock,
            RevocationDesk revocations) {
        this.admit = admit;
        this.workers = workers;
        this.pending = pending;
        this.trust = trust;
        this.deadLetters = deadLetters;
        this.health = health;
        this.clock = clock;
        this.revocations = revocations;
    }

    @Override
    public StepResult process(List<Inbound> batch) throws StepUnavailable {
        Instant now = now();
        Map<Integer, Long> first = new HashMap<>();
        batch.forEach(inbound -> first.putIfAbsent(inbound.partition(), inbound.offset()));
        first.forEach(pending::rewind);
        StepResult.Builder result = StepResult.builder();
        result.publish(trust.catchUp());
        List<Inbound> taken = new ArrayList<>();
        for (Inbound inbound : batch) {
            Optional<String> reason = pending.stalled(inbound.partition(), now);
            if (reason.isPresent()) {
                result.hold(inbound, reason.get());
            } else {
                taken.add(inbound);
            }
        }
        List<Answered> answers = answers(taken);
        for (int i = 0; i < taken.size(); i++) {
            Inbound inbound = taken.get(i);
            Answered answer = answers.get(i);
            answer.notYet().ifPresent(why -> result.hold(inbound, why));
            if (result.holds(inbound)) {
                continue;
            }
            List<Outbound> outbounds =
                    new ArrayList<>(answer.outbound().stream().toList());
            if (answer.revocation().isPresent()) {
                try {
                    outbounds.addAll(
                            revocations.approved(inbound, answer.revocation().get()));
                } catch (OutageException e) {
                    result.hold(inbound, e.getMessage());
                    continue;
                }
            }
            result.publish(outbounds);
            outbounds.forEach(outbound -> health.answered(outbound.event()));
            answer.useBy().ifPresent(useBy -> {
                Event intent = answer.outbound().orElseThrow().event();
                pending.add(inbound.partition(), inbound.offset(), intent, useBy, now);
            });
        }
        return result.build();
    }

    /** Waiting for receipts, or for the clock, is red even while no new approval arrives. */
    @Override
    public StepResult tick() throws StepUnavailable {
        Instant now = now();
        admit.tick(now);
        pending.releaseUnusable(now);
        health.receipts(pending.stalled(now));
        // First, because it may find the broker away: what is told again counts as told.
        List<Outbound> crls = revocations.tick(now);
        List<Event> again = pending.again(now, TOLD_AGAIN);
        health.toldAgain(again.size());
        return StepResult.builder()
                .publish(again.stream().map(Outbound::of).toList())
                .publish(crls)
                .build();
    }

    @Override
    public void assigned(Map<Integer, String> marks) {
        pending.assigned(marks.keySet());
        revocations.assigned(marks.keySet());
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        pending.revoked(partitions);
        revocations.revoked(partitions);
    }

    private Instant now() throws StepUnavailable {
        try {
            return clock.now();
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
    }

    private List<Answered> answers(List<Inbound> batch) throws StepUnavailable {
        List<Workers.Work<Answered>> work = new ArrayList<>();
        for (Inbound inbound : batch) {
            work.add(() -> answer(inbound));
        }
        try {
            return workers.inParallel(work);
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
    }

    private Answered answer(Inbound inbound) throws OutageException {
        try {
            Event event = Routing.decode(inbound);
            if (event.type() == EventType.REVOCATION_APPROVED) {
                return Answered.later(event);
            }
            Answer answer = admit.answer(event);
            return Answered.of(Outbound.of(answer.event()), answer.useBy());
        } catch (UnreadableException e) {
            return Answered.of(deadLetters.of(inbound, e), Optional.empty());
        } catch (CrlsUnreadException e) {
            return Answered.waiting(String.valueOf(e.getMessage()));
        }
    }
}
