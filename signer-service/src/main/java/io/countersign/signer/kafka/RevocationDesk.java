package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.Rechecked;
import io.countersign.signer.core.Revoking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The part of both steps that concerns CRLs. An issuer's records have one key, so the instance that owns that partition of
 * {@code approvals} and {@code receipts} is the only one that makes its CRLs. On the loop's thread.
 */
public final class RevocationDesk {
    /** One look at two folders and at the end of two topics. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Revoking revoking;
    private final CrlFeed crls;
    private final TrustFeed trust;
    private final DeadLetters deadLetters;
    private final SignerHealth health;
    private final Set<Integer> partitions = new HashSet<>();
    private Instant looked = Instant.EPOCH;

    public RevocationDesk(
            Revoking revoking, CrlFeed crls, TrustFeed trust, DeadLetters deadLetters, SignerHealth health) {
        this.revoking = revoking;
        this.crls = crls;
        this.trust = trust;
        this.deadLetters = deadLetters;
        this.health = health;
    }

    /** Takes a revoke order; the intent follows with the next tick. */
    List<Outbound> approved(Inbound inbound, Event order) throws StepUnavailable, OutageException {
        List<Outbound> outbounds = new ArrayList<>();
        try {
            outbounds.addAll(catchUp());
            revoking.revocations().take(order).map(Outbound::of).ifPresent(outbounds::add);
        } catch (UnreadableException e) {
            outbounds.add(deadLetters.of(inbound, e));
        }
        looked = Instant.EPOCH;
        return outbounds;
    }

    /** What time, an operator or the topic brought. What keeps CRLs from being made is told, and keeps nothing else from being done. */
    List<Outbound> tick(Instant now) throws StepUnavailable {
        if (now.isBefore(looked.plus(LOOK))) {
            return List.of();
        }
        List<Outbound> outbounds = new ArrayList<>(trust.catchUp());
        try {
            outbounds.addAll(catchUp());
            List<Event> events = revoking.plans().due(this::isMine, now);
            events.forEach(health::answered);
            outbounds.addAll(events.stream().map(Outbound::of).toList());
        } catch (OutageException e) {
            revoking.plans().stuck(e.getMessage());
            return outbounds;
        }
        // Not before: readiness stays red until a look has found everything in order.
        looked = now;
        return outbounds;
    }

    /** The CRL of a logged intent, if it is still right. */
    List<Outbound> logged(Inbound inbound, Rechecked.CrlLogged intent) throws StepUnavailable, OutageException {
        List<Outbound> outbounds = new ArrayList<>(catchUp());
        try {
            outbounds.addAll(
                    revoking.signer().answer(intent).stream().map(Outbound::of).toList());
        } catch (UnreadableException e) {
            outbounds.add(deadLetters.of(inbound, e));
        }
        looked = Instant.EPOCH;
        return outbounds;
    }

    void assigned(Set<Integer> mine) {
        partitions.addAll(mine);
    }

    void revoked(Set<Integer> others) {
        partitions.removeAll(others);
    }

    /** The spool first, which no broker can hide. */
    private List<Outbound> catchUp() throws StepUnavailable, OutageException {
        revoking.revocations().readSpool();
        List<Outbound> letters = crls.catchUp();
        revoking.book().read();
        return letters;
    }

    private boolean isMine(Sha256 issuer) {
        return partitions.contains(Outbound.partition(Topic.APPROVALS, issuer.toString()));
    }
}
