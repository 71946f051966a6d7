package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.CheckedGrant;
import io.countersign.orders.GrantText;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers approvals of standing grants. As with orders, the first approver's exact bytes become the grant order; whoever proposes
 * another one over the same grant gets those.
 */
public final class GrantDesk {
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final InstantSource clock;

    public GrantDesk(EarlyAnswers answers, Transactions transactions, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** A grant order as its first approver sends it. */
    public record Proposal(String payload, List<String> texts, Approval approval) {
        public Proposal {
            texts = List.copyOf(texts);
        }
    }

    /** What came of a proposal; the grant order is the one that stands over the texts, whoever made it. */
    public record Answer(SignedGrant grant, OrderDesk.Answer.Kind kind) {}

    /** Takes a grant order, or adds to the same one. */
    public Answer propose(Proposal proposal) throws RefusedException {
        Instant now = now();
        EarlyAnswers.Grant checked =
                answers.grant(proposal.payload(), List.of(proposal.approval()), proposal.texts(), now);
        Sha256 digest = checked.grant().order().digest();
        return transactions.run(stores -> {
            stores.grants().lockAll();
            if (stores.grants().find(digest).isPresent()) {
                return new Answer(add(digest, proposal.approval(), stores, now), OrderDesk.Answer.Kind.SAME);
            }
            Optional<SignedGrant> first = firstOver(checked.grant(), stores, now);
            if (first.isPresent()) {
                return new Answer(first.get(), OrderDesk.Answer.Kind.OTHER_FIRST);
            }
            SignedGrant made = new SignedGrant(
                    digest,
                    proposal.payload(),
                    proposal.texts(),
                    List.of(new SignedOrder.SignedApproval(checked.lastPerson(), proposal.approval())),
                    now,
                    checked.grant().isComplete() ? Optional.of(now) : Optional.empty());
            stores.grants().add(made);
            note(made, checked, stores, now);
            return new Answer(made, OrderDesk.Answer.Kind.MADE);
        });
    }

    /** Adds an approval over the same bytes; a person who has approved already changes nothing. */
    public SignedGrant approve(Sha256 digest, Approval approval) throws RefusedException {
        Instant now = now();
        return transactions.run(stores -> add(digest, approval, stores, now));
    }

    private SignedGrant add(Sha256 digest, Approval approval, Stores stores, Instant now) throws RefusedException {
        SignedGrant grant = stores.grants()
                .lock(digest)
                .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no grant " + digest));
        if (grant.signatures().contains(approval)) {
            return grant;
        }
        List<Approval> all = new ArrayList<>(grant.signatures());
        all.add(approval);
        EarlyAnswers.Grant checked = answers.grant(grant.payload(), all, grant.texts(), now);
        if (grant.persons().contains(checked.lastPerson())) {
            return grant;
        }
        if (grant.complete().isPresent()) {
            throw new RefusedException(RefusalCode.REQUEST_CLOSED, "the grant " + digest + " has its approvals");
        }
        SignedGrant grown = grant.approved(new SignedOrder.SignedApproval(checked.lastPerson(), approval));
        if (checked.grant().isComplete()) {
            grown = grown.completed(now);
        }
        stores.grants().approve(grown, now);
        note(grown, checked, stores, now);
        return grown;
    }

    /** A former grant order over one of the texts that still counts. */
    private Optional<SignedGrant> firstOver(CheckedGrant proposed, Stores stores, Instant now) {
        for (GrantText text : proposed.texts()) {
            for (SignedGrant former : stores.grants().ofText(text.digest())) {
                GrantStanding.State state = answers.standing(former, now).state();
                if (state == GrantStanding.State.GATHERING || state == GrantStanding.State.ACTIVE) {
                    return Optional.of(former);
                }
            }
        }
        return Optional.empty();
    }

    private static void note(SignedGrant grant, EarlyAnswers.Grant checked, Stores stores, Instant now) {
        String what = "grant approved by " + checked.lastPerson();
        for (GrantText text : checked.grant().texts()) {
            String detail = grant.complete().isPresent()
                    ? "in force until " + text.until()
                    : checked.grant().persons().size() + " of "
                            + checked.grant().needed() + " persons";
            stores.timeline()
                    .add(new TimelineEntry(
                            now,
                            text.lineage(),
                            Optional.empty(),
                            what,
                            Optional.of(detail + ", grant " + grant.digest()),
                            Optional.empty()));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
