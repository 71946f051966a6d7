package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustedCluster;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustBoard;
import io.countersign.registry.core.TrustDesk;
import io.countersign.registry.core.TrustVersions;
import io.countersign.runtime.http.Problem;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Pem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the trust document says of clusters and CAs, for convenience: who relies on it reads the pinned document. */
final class TrustRoutes {
    static final String PUBLISH = "trust:publish";

    private final TrustBoard trust;
    private final TrustDesk desk;
    private final Transactions transactions;

    TrustRoutes(TrustBoard trust, TrustDesk desk, Transactions transactions) {
        this.desk = desk;
        this.trust = trust;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/v1/trust", PUBLISH, this::publish),
                Route.get("/v1/trust", InventoryRoutes.READ, this::versions),
                Route.get("/v1/clusters", InventoryRoutes.READ, this::clusters),
                Route.get("/v1/issuers/{cluster}/{name}", InventoryRoutes.READ, this::issuer));
    }

    private record Published(Bytes document) {}

    /**
     * A version on the wire.
     *
     * @param digest SHA-256 of its payload
     * @param document the file's exact bytes
     * @param logged whether it counts: the log holds it, or the configuration vouches for it
     */
    private record VersionView(long version, Sha256 digest, Bytes document, boolean logged) {}

    private Answer publish(Exchange exchange) throws RefusedException {
        TrustDesk.Published published =
                desk.publish(exchange.body(Published.class).document());
        return Answer.json(published.created() ? 201 : 200, view(published.version()));
    }

    private Answer versions(Exchange exchange) throws RefusedException {
        return transactions.run(stores -> Answer.json(Map.of(
                "versions",
                stores.trustVersions().all().stream().map(this::view).toList())));
    }

    private VersionView view(TrustVersions.Version version) {
        boolean counts = version.logged() || version.version() <= trust.pinnedVersion();
        return new VersionView(version.version(), version.digest(), version.file(), counts);
    }

    private record ClusterView(
            String name, String dnsDomain, List<IssuerView> issuers, List<NodeFacts> nodes, long lineages) {}

    private record IssuerView(String name, Sha256 sha256, Instant notAfter) {}

    /** All at once: clusters come from one document and are few. */
    private Answer clusters(Exchange exchange) throws RefusedException {
        return transactions.run(stores -> {
            List<ClusterView> views = new ArrayList<>();
            for (TrustedCluster cluster : trust.get().document().content().clusters()) {
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
        Optional<TrustedIssuer> issuer = trust.get().document().issuer(cluster, name);
        return issuer.isEmpty()
                ? Answer.problem(Problem.notFound("no issuer " + cluster + "/" + name))
                : Answer.pem(Pem.encode(
                        Pem.CERTIFICATE, issuer.get().certificate().der().toArray()));
    }
}
