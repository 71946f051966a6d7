package io.countersign.registry.http;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustedIssuer;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.CertificateStanding;
import io.countersign.registry.core.LineageState;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.StandingCertificate;
import io.countersign.registry.core.Transactions;
import io.countersign.registry.core.TrustView;
import io.countersign.runtime.http.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Certificates and lineages. */
final class InventoryRoutes {
    static final String READ = "certificates:read";

    private final Supplier<TrustView> trust;
    private final Transactions transactions;
    private final InstantSource clock;

    InventoryRoutes(Supplier<TrustView> trust, Transactions transactions, InstantSource clock) {
        this.trust = trust;
        this.transactions = transactions;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/v1/certificates", READ, this::certificates),
                Route.get("/v1/certificates/{id}", READ, this::certificate),
                Route.get("/v1/lineages", READ, this::lineages),
                Route.get("/v1/lineages/{cluster}/{component}/{instance}", READ, this::lineage));
    }

    private Answer certificates(Exchange exchange) throws RefusedException {
        Listing listing = exchange.listing();
        if (listing.state().isPresent()
                && CertificateStanding.of(listing.state().get()).isEmpty()) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED, "no state " + listing.state().get());
        }
        exchange.caller().requireNoPost();
        Page<StandingCertificate> page =
                transactions.run(stores -> stores.certificates().list(listing, clock.instant()));
        return Answer.json(
                ListView.of(page, found -> CertificateView.of(found, issuer(found.certificate()), Optional.empty())));
    }

    private Answer certificate(Exchange exchange) throws RefusedException {
        String name = exchange.path().get("id");
        return transactions.run(stores -> {
            Optional<CertificateRecord> found = stores.certificates().byAnyName(name);
            if (found.isEmpty()) {
                return Answer.problem(Problem.notFound("no certificate " + name));
            }
            CertificateRecord certificate = found.get();
            exchange.caller().requireMayTouch(certificate.lineage());
            if (exchange.accept().contains(Answer.PEM)) {
                return Answer.pem(CertificateView.pem(certificate));
            }
            return Answer.json(CertificateView.of(
                    stores.certificates().standing(certificate, clock.instant()),
                    issuer(certificate),
                    Optional.of(stores.timeline().ofRequest(certificate.request()))));
        });
    }

    private Answer lineages(Exchange exchange) throws RefusedException {
        Listing listing = exchange.listing();
        exchange.caller().requireNoPost();
        return transactions.run(stores -> {
            Page<LineageState> page = stores.lineages().list(listing);
            List<LineageView> views = new ArrayList<>();
            for (LineageState state : page.items()) {
                views.add(LineageView.of(state, issuer(state.newest()), stores, Optional.empty()));
            }
            return Answer.json(new ListView<>(views, page.next().map(Object::toString)));
        });
    }

    private Answer lineage(Exchange exchange) throws RefusedException {
        Lineage lineage = lineageOf(exchange);
        exchange.caller().requireMayTouch(lineage);
        return transactions.run(stores -> {
            Optional<LineageState> state = stores.lineages().find(lineage);
            if (state.isEmpty()) {
                return Answer.problem(Problem.notFound("nothing was issued for " + lineage));
            }
            return Answer.json(LineageView.of(
                    state.get(),
                    issuer(state.get().newest()),
                    stores,
                    Optional.of(stores.timeline().ofLineage(lineage))));
        });
    }

    private static Lineage lineageOf(Exchange exchange) throws RefusedException {
        try {
            return new Lineage(
                    exchange.path().get("cluster"),
                    exchange.path().get("component"),
                    exchange.path().get("instance"));
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED, String.valueOf(malformed.getMessage()), malformed);
        }
    }

    /** The CA's name; its digest when a later trust document no longer lists it. */
    private String issuer(CertificateRecord certificate) {
        Sha256 digest = certificate.id().issuer();
        return trust.get().document().issuer(digest).map(TrustedIssuer::name).orElse(digest.toString());
    }
}
