package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.Caller;
import io.countersign.registry.core.KeptCrl;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustView;
import io.countersign.runtime.http.Problem;
import io.countersign.x509.Pem;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The newest CRL of each issuer that has one. Whoever installs one verifies it under the CA it knows. */
final class CrlRoutes {
    static final String READ = "crls:read";
    static final String DER = "application/pkix-crl";

    private final Supplier<TrustView> trust;
    private final Transactions transactions;

    CrlRoutes(Supplier<TrustView> trust, Transactions transactions) {
        this.trust = trust;
        this.transactions = transactions;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/crls", READ, this::list), Route.get("/v1/crls/{cluster}/{issuer}", READ, this::newest));
    }

    private Answer list(Exchange exchange) throws RefusedException {
        Optional<String> cluster = exchange.asked("cluster");
        List<TrustedIssuer> issuers = trust.get().document().issuers().stream()
                .filter(TrustedIssuer::hasCrl)
                .filter(issuer -> cluster.isEmpty() || cluster.get().equals(issuer.cluster()))
                .filter(issuer -> mayRead(exchange.caller(), issuer.cluster()))
                .toList();
        List<CrlView> views = new ArrayList<>();
        transactions.run(stores -> {
            for (TrustedIssuer issuer : issuers) {
                stores.crls()
                        .newest(issuer.certificate().digest())
                        .ifPresent(crl -> views.add(CrlView.of(issuer, crl)));
            }
            return views;
        });
        return Answer.json(new ListView<>(views, Optional.empty()));
    }

    private Answer newest(Exchange exchange) throws RefusedException {
        String cluster = exchange.path().get("cluster");
        String name = exchange.path().get("issuer");
        if (!mayRead(exchange.caller(), cluster)) {
            throw new RefusedException(
                    RefusalCode.NOT_PERMITTED, exchange.caller().id() + " reads the CRLs of its own cluster only");
        }
        Optional<TrustedIssuer> issuer = trust.get().document().issuer(cluster, name);
        if (issuer.isEmpty()) {
            return Answer.problem(Problem.notFound("no issuer " + cluster + "/" + name));
        }
        Optional<KeptCrl> newest = transactions.run(
                stores -> stores.crls().newest(issuer.get().certificate().digest()));
        if (newest.isEmpty()) {
            return Answer.problem(Problem.notFound("no CRL of " + cluster + "/" + name + " is known here"));
        }
        return shown(exchange, issuer.get(), newest.get())
                .version(Long.toString(newest.get().number()));
    }

    private static Answer shown(Exchange exchange, TrustedIssuer issuer, KeptCrl crl) {
        Bytes der = crl.der().orElseThrow(() -> new IllegalStateException("the newest CRL keeps its bytes"));
        if (exchange.accept().contains(Answer.PEM)) {
            return Answer.pem(Pem.encode(Pem.CRL, der.toArray()));
        }
        if (exchange.accept().contains(Answer.JSON)) {
            return Answer.json(CrlView.of(issuer, crl, entries(issuer, der)));
        }
        return Answer.of(200, DER, der);
    }

    private static Crl entries(TrustedIssuer issuer, Bytes der) {
        try {
            return Crl.verify(der.toArray(), issuer.certificate());
        } catch (CrlFaultException damaged) {
            throw new IllegalStateException("a stored CRL is damaged", damaged);
        }
    }

    /** An agent installs what its own cluster's etcd reads; all else is no business of a node's. */
    private static boolean mayRead(Caller caller, String cluster) {
        return caller.post().isEmpty() || caller.post().get().cluster().equals(cluster);
    }
}
