package io.countersign.registry.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.x509.crl.Crl;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Takes in what the signer says about revocations. Only a CRL that verifies revokes; the rest is told for people. */
final class RevocationOutcomes {
    private final NewestTrust trust;
    private final CrlAlarms alarms;

    RevocationOutcomes(NewestTrust trust, CrlAlarms alarms) {
        this.trust = trust;
        this.alarms = alarms;
    }

    void published(Event event, Stores stores) throws UnreadableException {
        CrlPublished told = event.data(CrlPublished.class);
        Crl crl = trust.ask(document -> new CrlVerification(document).verify(event.subject(), told), stores);
        KeptCrl kept = KeptCrl.of(crl);
        Optional<KeptCrl> first = stores.crls().find(crl.issuer(), crl.number());
        if (first.isPresent()) {
            if (!first.get().tbs().equals(crl.tbs())) {
                alarms.forked(first.get(), kept);
            }
            return;
        }
        Optional<KeptCrl> before = stores.crls().before(crl.issuer(), crl.number());
        Optional<KeptCrl> after = stores.crls().after(crl.issuer(), crl.number());
        stores.crls().add(kept);
        for (CrlEntry entry : crl.entries().values()) {
            if (stores.crls().list(crl.issuer(), entry, crl.number())) {
                stores.certificates()
                        .bySerial(crl.issuer(), entry.serial())
                        .ifPresent(certificate -> issued(certificate, event.time(), stores));
            }
        }
        if (before.isPresent() && lacks(kept, before.get(), stores)) {
            alarms.shrunk(before.get(), kept);
        }
        if (after.isPresent() && lacks(after.get(), kept, stores)) {
            alarms.shrunk(kept, after.get());
        }
    }

    /** The certificate may come in after the CRL that lists it: they travel in different partitions. */
    static void issued(CertificateRecord certificate, Instant at, Stores stores) {
        stores.crls().revocation(certificate.id()).ifPresent(standing -> note(certificate, standing, at, stores));
    }

    private static void note(CertificateRecord certificate, StandingRevocation standing, Instant at, Stores stores) {
        String detail = "serial " + certificate.id().serial() + ", "
                + standing.reason().wireName() + ", since " + standing.at() + ", CRL " + standing.crlNumber();
        stores.timeline()
                .add(new TimelineEntry(
                        at,
                        certificate.lineage(),
                        Optional.of(certificate.request()),
                        "revoked",
                        Optional.of(detail),
                        Optional.empty()));
    }

    /** Completes the story with the order behind it. */
    static void revoked(Event event, Stores stores) throws UnreadableException {
        CertificateRevoked told = event.data(CertificateRevoked.class);
        requireSubject(event, told.issuer());
        StandingRevocation standing = stores.crls()
                .revocation(told.issuer(), told.serial())
                .orElseThrow(() -> fault("no CRL known here lists " + told.serial()));
        if (!standing.at().equals(told.at()) || standing.reason() != told.reason()) {
            throw fault(
                    "the CRL has " + standing.at() + ", " + standing.reason().wireName());
        }
        Optional<CertificateRecord> certificate = stores.certificates().bySerial(told.issuer(), told.serial());
        if (certificate.isEmpty()) {
            return;
        }
        String by = stores.revocations()
                .find(told.order())
                .map(order -> order.persons().isEmpty()
                        ? ", reported by its own key"
                        : ", signed by " + String.join(", ", order.persons()))
                .orElse(", which did not pass this registry");
        stores.timeline()
                .add(TimelineEntry.told(
                        event.time(),
                        certificate.get().lineage(),
                        Optional.of(certificate.get().request()),
                        "revocation in CRL " + told.crlNumber(),
                        Optional.of("order " + told.order() + by),
                        event.id()));
    }

    static void refused(Event event, Stores stores) throws UnreadableException {
        RevocationRefused told = event.data(RevocationRefused.class);
        requireSubject(event, told.issuer());
        Optional<GatheredRevocation> known =
                stores.revocations().lock(told.order()).filter(order -> concerns(event, order));
        if (known.isEmpty()) {
            return;
        }
        Duration pause = RevocationRetries.pause(stores.revocations().tries(told.order()));
        stores.revocations()
                .refused(
                        told.order(),
                        new GatheredRevocation.Refused(told.code(), told.detail(), told.retryable()),
                        told.retryable() ? Optional.of(event.time().plus(pause)) : Optional.empty());
        // One note of each kind, however often it is tried again.
        if (known.get()
                .refusal()
                .filter(before -> before.code().equals(told.code()))
                .isEmpty()) {
            new RevocationNotes(stores, known.get().read())
                    .tell(
                            event.time(),
                            told.retryable() ? "revocation refused for now" : "revocation refused",
                            told.code() + ": " + told.detail() + "; order " + told.order());
        }
    }

    /** A refusal of a former telling, with fewer signatures, is over; one that names no telling concerns any. */
    private static boolean concerns(Event event, GatheredRevocation order) {
        return order.state() == GatheredRevocation.State.ORDERED
                && event.causationId()
                        .filter(cause -> !order.event().equals(Optional.of(cause)))
                        .isEmpty();
    }

    private boolean lacks(KeptCrl later, KeptCrl earlier, Stores stores) throws UnreadableException {
        Optional<Crl> all = read(later, stores);
        Optional<Crl> some = read(earlier, stores);
        return all.isPresent() && some.isPresent() && !all.get().contains(some.get());
    }

    private Optional<Crl> read(KeptCrl kept, Stores stores) throws UnreadableException {
        return kept.der().isEmpty()
                ? Optional.empty()
                : Optional.of(trust.ask(
                        document -> new CrlVerification(document)
                                .read(kept.issuer(), kept.der().get()),
                        stores));
    }

    private static void requireSubject(Event event, Sha256 issuer) throws UnreadableException {
        if (!event.subject().equals(issuer.toString())) {
            throw fault("the event is about " + event.subject());
        }
    }

    private static UnreadableException fault(String detail) {
        return new UnreadableException(UnreadableReason.CRL_INVALID, detail);
    }
}
