package io.countersign.registry.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CertificateExpired;
import io.countersign.contracts.event.CertificateExpiring;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.contracts.event.RenewalDue;
import java.util.Optional;

/**
 * Takes what signer and watcher say into the inventory. Every event may come again, and outcomes of one item in any order: the
 * result is the same (design 5, Outcome).
 */
public final class Outcomes {
    private static final String PREDECESSOR_REUSED = "predecessor-reused";

    private final NewestTrust trust;
    private final RevocationOutcomes revocations;

    public Outcomes(TrustBoard trust, CrlAlarms alarms) {
        this.trust = new NewestTrust(trust);
        this.revocations = new RevocationOutcomes(this.trust, alarms);
    }

    /**
     * Takes one event in.
     *
     * @throws UnreadableException when the event does not hold what it claims; it changes nothing and is a dead letter
     */
    public void apply(Event event, Stores stores) throws UnreadableException {
        switch (event.type()) {
            case CERTIFICATE_ISSUED -> issued(event, stores);
            case CSR_REFUSED -> refused(event, event.data(CsrRefused.class), stores);
            case CERTIFICATE_LAPSED -> lapsed(event, event.data(CertificateLapsed.class), stores);
            case CRL_PUBLISHED -> revocations.published(event, stores);
            case CERTIFICATE_REVOKED -> RevocationOutcomes.revoked(event, stores);
            case REVOCATION_REFUSED -> RevocationOutcomes.refused(event, stores);
            case RENEWAL_DUE -> renewal(event, event.data(RenewalDue.class), false, stores);
            case RENEWAL_LATE -> renewal(event, event.data(RenewalDue.class), true, stores);
            case CERTIFICATE_EXPIRING -> {
                CertificateExpiring told = event.data(CertificateExpiring.class);
                stores.timeline()
                        .add(TimelineEntry.told(
                                event.time(),
                                told.lineage(),
                                Optional.empty(),
                                "expires soon",
                                Optional.of("at " + told.notAfter()),
                                event.id()));
            }
            case CERTIFICATE_EXPIRED -> {
                CertificateExpired told = event.data(CertificateExpired.class);
                stores.timeline()
                        .add(TimelineEntry.told(
                                event.time(),
                                told.lineage(),
                                Optional.empty(),
                                "expired",
                                Optional.of("at " + told.notAfter()),
                                event.id()));
            }
            default -> throw new IllegalArgumentException("not read here: " + event.type());
        }
    }

    private void issued(Event event, Stores stores) throws UnreadableException {
        CertificateIssued told = event.data(CertificateIssued.class);
        trust.ask(
                document -> {
                    new CertificateVerification(document).verify(event.subject(), told);
                    return document;
                },
                stores);
        CertificateRecord certificate = stores.certificates().add(CertificateRecord.of(told, event.time(), event.id()));
        Optional<Request> request =
                stores.requests().lock(told.request()).filter(asked -> asked.asksFor(told.lineage(), told.key()));
        if (request.filter(asked -> asked.state().yieldsTo(RequestState.ISSUED)).isPresent()) {
            stores.requests().update(request.get().issued(certificate.fingerprint(), event.time()));
        }
        boolean news = stores.timeline()
                .add(TimelineEntry.told(
                        event.time(),
                        told.lineage(),
                        request.map(Request::id),
                        "issued",
                        Optional.of("serial " + told.id().serial() + ", logged as entry " + told.leafIndex()),
                        event.id()));
        Optional<LineageState> before = stores.lineages().lock(told.lineage());
        Inventory.change(before, Inventory.issued(before, certificate), event.time(), stores);
        if (news) {
            RevocationOutcomes.issued(certificate, event.time(), stores);
            if (isByPeople(told.order(), stores)) {
                stores.lineages().thaw(told.lineage());
            }
        }
    }

    private static boolean isByPeople(Sha256 digest, Stores stores) {
        Optional<SignedOrder> order = stores.orders().find(digest);
        try {
            return order.isPresent() && order.get().read().grant().isEmpty();
        } catch (RefusedException damaged) {
            throw new IllegalStateException("a stored order is damaged: " + digest, damaged);
        }
    }

    private static void refused(Event event, CsrRefused told, Stores stores) {
        if (Resubmission.plan(event, told, stores)) {
            return;
        }
        ended(
                event,
                told.request(),
                told.order(),
                RequestState.REFUSED,
                new Request.Outcome(told.code(), told.detail()),
                stores);
    }

    private static void lapsed(Event event, CertificateLapsed told, Stores stores) {
        if (told.code().equals(PREDECESSOR_REUSED)) {
            freeze(event, told, stores);
        }
        ended(
                event,
                told.request(),
                told.order(),
                RequestState.LAPSED,
                new Request.Outcome(told.code(), told.detail()),
                stores);
    }

    /** The log saw two orders of one key's holder. What agents may do by themselves ends here. */
    private static void freeze(Event event, CertificateLapsed told, Stores stores) {
        Frozen why = new Frozen(told.code(), told.detail(), event.time());
        boolean news = stores.timeline()
                .add(TimelineEntry.told(
                        event.time(),
                        told.lineage(),
                        Optional.of(told.request()),
                        "frozen",
                        Optional.of(why.code() + ": " + why.detail()),
                        event.id()));
        if (news) {
            stores.lineages().freeze(told.lineage(), why);
        }
    }

    /** An order ended without a certificate. Only the order that stands over the request can end it. */
    private static void ended(
            Event event, String id, Sha256 order, RequestState outcome, Request.Outcome why, Stores stores) {
        Optional<Request> request = stores.requests().lock(id);
        if (request.isEmpty()) {
            // Orders reach the signer past this registry too; their refusals are in the log and concern nothing kept
            // here.
            return;
        }
        boolean concerns = request.get().order().equals(Optional.of(order));
        stores.timeline()
                .add(TimelineEntry.told(
                        event.time(),
                        request.get().lineage(),
                        Optional.of(id),
                        concerns ? outcome.wireName() : outcome.wireName() + " (another order)",
                        Optional.of(why.code() + ": " + why.detail()),
                        event.id()));
        if (concerns && request.get().state().yieldsTo(outcome)) {
            stores.requests().update(request.get().ended(outcome, why, event.time()));
        }
    }

    private static void renewal(Event event, RenewalDue told, boolean late, Stores stores) {
        boolean news = stores.timeline()
                .add(TimelineEntry.told(
                        event.time(),
                        told.lineage(),
                        Optional.empty(),
                        late ? "renewal late" : "renewal due",
                        Optional.of("ends at " + told.notAfter()),
                        event.id()));
        if (news && stores.certificates().byId(told.id()).isPresent()) {
            stores.lineages().putRenewal(told, late);
        }
    }
}
