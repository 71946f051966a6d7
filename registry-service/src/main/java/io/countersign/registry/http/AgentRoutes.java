package io.countersign.registry.http;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.AgentDesk;
import io.countersign.registry.core.LineageStore;
import io.countersign.registry.core.Placement;
import io.countersign.registry.core.Request;
import io.countersign.x509.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What agents ask and tell. Each sees its own node only. */
final class AgentRoutes {
    static final String WORK = "agent:work";
    static final String REPORT = "agent:report";

    /** As in events: longer stories belong into the agent's own log. */
    private static final int MAX_DETAIL_LENGTH = 500;

    private final AgentDesk desk;

    AgentRoutes(AgentDesk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/agent/work", WORK, this::work), Route.post("/v1/agent/reports", REPORT, this::report));
    }

    /**
     * A standing grant that an agent may redeem.
     *
     * @param digest of the text
     * @param order digest of the grant order
     */
    private record GrantOffer(String text, Sha256 digest, Sha256 order) {
        static GrantOffer of(AgentDesk.Offered offered) {
            return new GrantOffer(offered.text().text(), offered.text().digest(), offered.order());
        }
    }

    /** One thing to do: a renewal that is due, or a request that ended. */
    private record WorkView(
            String kind,
            Lineage lineage,
            Optional<Instant> dueAt,
            Optional<Instant> notAfter,
            Optional<Boolean> late,
            Optional<String> request,
            Optional<String> state,
            Optional<String> certificate,
            Optional<GrantOffer> grant) {
        static WorkView of(AgentDesk.Due due) {
            LineageStore.Renewal renewal = due.renewal();
            return new WorkView(
                    "renew",
                    renewal.lineage(),
                    Optional.of(renewal.dueAt()),
                    Optional.of(renewal.notAfter()),
                    Optional.of(renewal.late()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    due.grant().map(GrantOffer::of));
        }

        static WorkView of(Request request) {
            return new WorkView(
                    "finished",
                    request.lineage(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(request.id()),
                    Optional.of(request.state().wireName()),
                    request.certificate().map(Sha256::hex),
                    Optional.empty());
        }
    }

    private Answer work(Exchange exchange) throws RefusedException {
        AgentDesk.Work work = desk.work(exchange.caller());
        List<WorkView> items = new ArrayList<>();
        work.renewals().forEach(renewal -> items.add(WorkView.of(renewal)));
        work.finished().forEach(request -> items.add(WorkView.of(request)));
        Map<String, Object> body = Map.of("items", items);
        return items.isEmpty() ? Answer.nothingYet(body) : Answer.json(body);
    }

    private record Report(
            Lineage lineage,
            Optional<String> node,
            String kind,
            Optional<String> certificate,
            Optional<String> fingerprint,
            Instant at,
            Optional<String> detail) {}

    private Answer report(Exchange exchange) throws RefusedException {
        Report report = exchange.body(Report.class);
        Placement.Kind kind =
                Placement.Kind.of(report.kind()).orElseThrow(() -> malformed("kind is none of ours: " + report.kind()));
        if (report.detail()
                .filter(detail -> detail.length() > MAX_DETAIL_LENGTH)
                .isPresent()) {
            throw malformed("detail has more than " + MAX_DETAIL_LENGTH + " characters");
        }
        String node = report.node().orElse(exchange.caller().requirePost().node());
        desk.report(
                report.lineage(),
                new Placement(kind, node, fingerprint(report), report.at(), report.detail()),
                exchange.caller());
        return Answer.json(Map.of());
    }

    /** From the certificate where it is sent; then a fingerprint beside it must agree. */
    private static Sha256 fingerprint(Report report) throws RefusedException {
        try {
            Optional<Sha256> named = report.fingerprint().map(Sha256::parseHex);
            Optional<Sha256> made = report.certificate().map(pem -> Sha256.of(Pem.decode(Pem.CERTIFICATE, pem)));
            if (named.isPresent() && made.isPresent() && !named.equals(made)) {
                throw malformed("fingerprint is not the certificate's");
            }
            return made.or(() -> named).orElseThrow(() -> malformed("a report names a certificate"));
        } catch (IllegalArgumentException notThat) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, String.valueOf(notThat.getMessage()), notThat);
        }
    }

    private static RefusedException malformed(String detail) {
        return new RefusedException(RefusalCode.REQUEST_MALFORMED, detail);
    }
}
