package io.countersign.registry.http;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.Transactions;
import io.countersign.runtime.http.Problem;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the trust document says of clusters and CAs, for convenience: who relies on it reads the pinned document. */
final class TrustRoutes {
    private final TrustDocument trust;
    private final Transactions transactions;

    TrustRoutes(TrustDocument trust, Transactions transactions) {
        this.trust = trust;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/clusters", InventoryRoutes.READ, this::clusters),
                Route.get("/v1/issuers/{cluster}/{name}", InventoryRoutes.READ, this::issuer));
    }

    private record ClusterView(
            String name, String dnsDomain, List<IssuerView> issuers, List<NodeFacts> nodes, long lineages) {}

    private record IssuerView(String name, Sha256 sha256, Instant notAfter) {}

    /** All at once: clusters come from one document and are few. */
    private Answer clusters(Exchange exchange) throws RefusedException {
        return transactions.run(stores -> {
            List<ClusterView> views = new ArrayList<>();
            for (TrustedCluster cluster : trust.content().clusters()) {
                views.add(new ClusterView(
                        cluster.name(),
                        cluster.facts().dnsDomain(),
                        cluster.issuers().entrySet().stream()
                                .map(issuer -> new IssuerView(
                                        issuer.getKey(),
                                        issuer.getValue().digest(),
                                        issuer.getValue().notAfter()))
                                .toList(),
                        cluster.facts().nodes(),
                        stores.lineages().count(cluster.name())));
            }
            return Answer.json(new ListView<>(views, Optional.empty()));
        });
    }

    private Answer issuer(Exchange exchange) {
        String cluster = exchange.path().get("cluster");
        String name = exchange.path().get("name");
        Optional<TrustedIssuer> issuer = trust.issuer(cluster, name);
        return issuer.isEmpty()
                ? Answer.problem(Problem.notFound("no issuer " + cluster + "/" + name))
                : Answer.pem(Pem.encode(
                        Pem.CERTIFICATE, issuer.get().certificate().der().toArray()));
    }
}
