package io.countersign.signer.kafka;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.Step;
import io.countersign.runtime.kafka.StepResult;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.PendingIntents;
import io.countersign.signer.core.ReceiptCheck;
import io.countersign.signer.core.RecentlyIssued;
import io.countersign.signer.core.Rechecked;
import io.countersign.signer.core.Sign;
import io.countersign.signer.core.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code receipts} to {@code certificates}. The HSM is asked before the transaction opens, never inside it. */
public final class SignStep implements Step {
    private final Sign sign;
    private final ReceiptCheck receipts;
    private final Workers workers;
    private final PendingIntents pending;
    private final RecentlyIssued recent;
    private final TrustFeed trust;
    private final CheckpointFeed log;
    private final DeadLetters deadLetters;
    private final SignerHealth health;
    private final RevocationDesk revocations;
    private final String instance;
    /** By partition, as of its last assignment: which instance read receipts last, and the offset of the last one. */
    private final Map<Integer, String> lastReaders = new HashMap<>();

    /** A receipt and what came of it: something to sign, or an answer already. */
    private record Looked(Inbound inbound, Optional<Rechecked> rechecked, Optional<Outbound> deadLetter) {}

    /**
     * One step of one instance.
     *
     * @param instance its name among the signers, for example {@code signer-service-0}
     */
    public SignStep(
            Sign sign,
            ReceiptCheck receipts,
            Workers workers,
            PendingIntents pending,
            RecentlyIssued recent,
            TrustFeed trust,
            CheckpointFeed log,
            DeadLetters deadLetters,
            SignerHealth health,
            RevocationDesk revocations,
            String instance) {
        this.sign = sign;
        this.receipts = receipts;
        this.workers = workers;
        this.pending = pending;
        this.recent = recent;
        this.trust = trust;
        this.log = log;
        this.deadLetters = deadLetters;
        this.health = health;
        this.revocations = revocations;
        this.instance = instance;
    }

    @Override
    public StepResult process(List<Inbound> batch) throws StepUnavailable {
        StepResult.Builder result = StepResult.builder();
        List<Outbound> answers = new ArrayList<>(trust.catchUp());
        answers.addAll(log.catchUp());
        Map<Integer, Long> first = new HashMap<>();
        batch.forEach(inbound -> first.putIfAbsent(inbound.partition(), inbound.offset()));
        first.forEach(recent::rewind);
        try {
            Map<CertificateId, Looked> toSign = new LinkedHashMap<>();
            List<Looked> seen = look(batch);
            // Before anything is signed under the heads that were seen.
            log.keep();
            for (Looked looked : seen) {
                if (result.holds(looked.inbound())) {
                    continue;
                }
                looked.deadLetter().ifPresent(answers::add);
                if (looked.rechecked().isPresent()) {
                    Rechecked rechecked = looked.rechecked().get();
                    if (rechecked instanceof Rechecked.Waiting waiting) {
                        result.hold(looked.inbound(), waiting.reason());
                        continue;
                    }
                    if (rechecked instanceof Rechecked.Stale stale) {
                        log.askAgain(stale).ifPresent(answers::add);
                        continue;
                    }
                    if (rechecked instanceof Rechecked.CrlLogged crl) {
                        try {
                            answers.addAll(revocations.logged(looked.inbound(), crl));
                        } catch (OutageException e) {
                            // Certificates of other partitions do not wait for a CRL.
                            result.hold(looked.inbound(), e.getMessage());
                        }
                        continue;
                    }
                    pending.receipt(looked.inbound().partition(), rechecked.intent());
                    if (rechecked instanceof Rechecked.Lapsed lapsed) {
                        answers.add(Outbound.of(lapsed.event()));
                    } else if (rechecked instanceof Rechecked.Ready ready) {
                        toSign.putIfAbsent(ready.plan().tbs().id(), looked);
                    }
                }
            }
            log.question().ifPresent(answers::add);
            answers.addAll(issue(toSign));
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
        answers.forEach(answer -> health.answered(answer.event()));
        for (Inbound inbound : batch) {
            if (!result.holds(inbound)) {
                result.mark(inbound.partition(), instance + " " + inbound.offset());
            }
        }
        return result.publish(answers).build();
    }

    @Override
    public StepResult tick() throws StepUnavailable {
        health.look();
        return StepResult.builder().publish(log.tick()).build();
    }

    @Override
    public void assigned(Map<Integer, String> marks) {
        recent.drop(marks.keySet());
        marks.forEach((partition, mark) -> {
            if (isReadElsewhere(partition, mark)) {
                pending.forget(partition);
            }
            lastReaders.put(partition, mark);
        });
    }

    /** Not where nothing of the topic was read yet, nor where the last reading is still the one before this instance's turn. */
    private boolean isReadElsewhere(int partition, String mark) {
        boolean own = mark.startsWith(instance + " ");
        return !mark.isEmpty() && !own && !mark.equals(lastReaders.get(partition));
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        recent.drop(partitions);
    }

    private List<Looked> look(List<Inbound> batch) throws OutageException {
        List<Workers.Work<Looked>> work = new ArrayList<>();
        for (Inbound inbound : batch) {
            work.add(() -> look(inbound));
        }
        return workers.inParallel(work);
    }

    private Looked look(Inbound inbound) throws OutageException {
        try {
            return new Looked(inbound, Optional.of(receipts.recheck(Routing.decode(inbound))), Optional.empty());
        } catch (UnreadableException e) {
            return new Looked(inbound, Optional.empty(), Optional.of(deadLetters.of(inbound, e)));
        }
    }

    private List<Outbound> issue(Map<CertificateId, Looked> toSign) throws OutageException {
        List<Outbound> known = new ArrayList<>();
        List<CertificateId> ids = new ArrayList<>();
        List<Workers.Work<Event>> work = new ArrayList<>();
        toSign.forEach((id, looked) -> {
            Inbound inbound = looked.inbound();
            Optional<RecentlyIssued.Published> before = recent.get(id);
            if (before.isEmpty()) {
                ids.add(id);
                work.add(() -> sign.issue((Rechecked.Ready) looked.rechecked().orElseThrow()));
            } else if (!before.get().isCommittedBefore(inbound.partition(), inbound.offset())) {
                Event event = before.get().event();
                recent.put(id, new RecentlyIssued.Published(event, inbound.partition(), inbound.offset()));
                known.add(Outbound.of(event));
            }
        });
        List<Event> issued = workers.inParallel(work);
        for (int i = 0; i < ids.size(); i++) {
            Inbound inbound = toSign.get(ids.get(i)).inbound();
            recent.put(ids.get(i), new RecentlyIssued.Published(issued.get(i), inbound.partition(), inbound.offset()));
            known.add(Outbound.of(issued.get(i)));
        }
        return known;
    }
}
