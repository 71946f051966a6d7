package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.EarlyAnswers;
import io.countersign.registry.core.GrantDesk;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.SignedGrant;
import io.countersign.registry.core.Transactions;
import io.countersign.runtime.http.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Standing grants: propose, approve, look. */
final class GrantRoutes {
    static final String APPROVE = "grants:approve";
    static final String READ = "grants:read";

    private final GrantDesk desk;
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final InstantSource clock;

    GrantRoutes(GrantDesk desk, EarlyAnswers answers, Transactions transactions, InstantSource clock) {
        this.desk = desk;
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/grants", APPROVE, this::propose),
                Route.post("/v1/grants/{digest}/approvals", APPROVE, this::approve),
                Route.get("/v1/grants", READ, this::list),
                Route.get("/v1/grants/{digest}", READ, this::show));
    }

    record Proposed(String payload, List<String> texts, Approval approval) {
        Proposed {
            texts = List.copyOf(texts);
        }
    }

    private Answer propose(Exchange exchange) throws RefusedException {
        Proposed body = exchange.body(Proposed.class);
        GrantDesk.Answer answer = desk.propose(new GrantDesk.Proposal(body.payload(), body.texts(), body.approval()));
        GrantView view = view(answer.grant());
        return switch (answer.kind()) {
            case MADE -> Answer.json(201, view);
            case SAME -> Answer.json(view);
            case OTHER_FIRST -> Answer.problem(Problems.grantExists(answer.grant(), view));
        };
    }

    private Answer approve(Exchange exchange) throws RefusedException {
        Approval approval = exchange.body(Approval.class);
        return Answer.json(view(desk.approve(exchange.digest(), approval)));
    }

    private Answer show(Exchange exchange) throws RefusedException {
        Sha256 digest = exchange.digest();
        exchange.caller().requireNoPost();
        Optional<SignedGrant> found = transactions.run(stores -> stores.grants().find(digest));
        return found.isEmpty()
                ? Answer.problem(Problem.notFound("no grant " + digest))
                : Answer.json(view(found.get()));
    }

    private Answer list(Exchange exchange) throws RefusedException {
        Listing listing = exchange.listing();
        Optional<Lineage> lineage = lineage(exchange);
        exchange.caller().requireNoPost();
        return Answer.json(
                ListView.of(transactions.run(stores -> stores.grants().list(listing, lineage)), this::view));
    }

    private static Optional<Lineage> lineage(Exchange exchange) throws RefusedException {
        try {
            return exchange.asked("lineage").map(Lineage::parse);
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    private GrantView view(SignedGrant grant) {
        return GrantView.of(grant, answers.standing(grant, clock.instant()));
    }
}
