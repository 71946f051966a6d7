package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.Revoked;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers signatures under revoke orders and hands those that have enough to the signer. The early checks protect nobody, and a
 * registry that keeps an order to itself shows only in the revoker's terminal: the signer's spool is the way round it.
 */
public final class RevocationDesk {
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final InstantSource clock;

    public RevocationDesk(EarlyAnswers answers, Transactions transactions, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What came of an order.
     *
     * @param created false when it was known
     */
    public record Answer(GatheredRevocation revocation, boolean created) {}

    /**
     * Takes a revoke order, or adds to the same one.
     *
     * @param proposed with one signature
     */
    public Answer order(SignedRevocation proposed) throws RefusedException {
        Instant now = now();
        RevocationOrder order = EarlyAnswers.revokeOrder(proposed.payload());
        Approval signature = proposed.approvals().get(0);
        return transactions.run(stores -> {
            if (stores.revocations().find(order.digest()).isPresent()) {
                return new Answer(add(order.digest(), signature, proposed.certificate(), stores, now), false);
            }
            RevocationSoFar checked = answers.revocation(proposed, stores, now);
            requirePlaces(order, stores);
            GatheredRevocation made = new GatheredRevocation(
                    order.digest(),
                    proposed.payload(),
                    List.of(signature(checked, signature)),
                    checked.signed().certificate(),
                    checked.needed(),
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            if (!stores.revocations().add(made)) {
                return new Answer(add(order.digest(), signature, proposed.certificate(), stores, now), false);
            }
            return new Answer(advance(made, checked, stores, now), true);
        });
    }

    /** Adds a signature over the same bytes; a person who has signed already changes nothing. */
    public GatheredRevocation approve(Sha256 digest, Approval approval) throws RefusedException {
        Instant now = now();
        return transactions.run(stores -> add(digest, approval, Optional.empty(), stores, now));
    }

    private GatheredRevocation add(
            Sha256 digest, Approval approval, Optional<Bytes> certificate, Stores stores, Instant now)
            throws RefusedException {
        GatheredRevocation known = stores.revocations()
                .lock(digest)
                .orElseThrow(() -> new RefusedException(RefusalCode.REQUEST_UNKNOWN, "no revocation " + digest));
        if (known.approvals().contains(approval)) {
            return known;
        }
        // The signer passes over what does not count; who sends it here is told.
        RevocationSoFar alone =
                answers.revocation(new SignedRevocation(known.payload(), List.of(approval), certificate), stores, now);
        if (!alone.persons().isEmpty() && known.persons().containsAll(alone.persons())) {
            return known;
        }
        requireOpen(known);
        List<Approval> all = new ArrayList<>(known.approvals());
        all.add(approval);
        RevocationSoFar checked = answers.revocation(
                new SignedRevocation(known.payload(), all, known.certificate().or(() -> certificate)), stores, now);
        GatheredRevocation grown =
                known.signed(signature(alone, approval), alone.signed().certificate(), checked.needed());
        stores.revocations().sign(grown, now);
        return advance(grown, checked, stores, now);
    }

    /** A refused one may lack a signature that the registry, behind with its CRLs, did not ask for. */
    private static void requireOpen(GatheredRevocation known) throws RefusedException {
        if (known.state() == GatheredRevocation.State.ORDERED || known.state() == GatheredRevocation.State.EFFECTIVE) {
            throw new RefusedException(
                    RefusalCode.REQUEST_CLOSED,
                    "the revocation " + known.digest() + " is " + known.state().wireName());
        }
    }

    private static GatheredRevocation advance(
            GatheredRevocation revocation, RevocationSoFar checked, Stores stores, Instant now) {
        GatheredRevocation result = revocation;
        if (checked.isComplete()) {
            Sha256 issuer = checked.order().issuer();
            String event = stores.announcements()
                    .announce(
                            EventType.REVOCATION_APPROVED,
                            issuer.toString(),
                            now,
                            new RevocationApproved(
                                    issuer, revocation.payload(), revocation.approvals(), revocation.certificate()),
                            Optional.empty());
            result = revocation.ordered(event);
            stores.revocations().ordered(result, now.plus(RevocationRetries.PAUSE));
        }
        note(result, checked, stores, now);
        return result;
    }

    private static void note(GatheredRevocation revocation, RevocationSoFar checked, Stores stores, Instant now) {
        List<GatheredRevocation.Signature> signatures = revocation.signatures();
        String by = signatures.get(signatures.size() - 1).person().orElse("the certificate's own key");
        String progress = checked.missing().map(Refusal::detail).orElse("ordered");
        RevocationOrder order = checked.order();
        String detail = order.reason().wireName() + ": " + order.why() + "; " + progress + ", order " + order.digest();
        new RevocationNotes(stores, order).tell(now, "revocation signed by " + by, detail);
    }

    /** An order that names another place than the certificate's would show the wrong thing to whoever signs next. */
    private static void requirePlaces(RevocationOrder order, Stores stores) throws RefusedException {
        for (Revoked revoked : order.certificates()) {
            Optional<CertificateRecord> known = stores.certificates().bySerial(order.issuer(), revoked.serial());
            if (known.isPresent() && !known.get().lineage().equals(revoked.lineage())) {
                throw new RefusedException(
                        RefusalCode.LINEAGE_MISMATCH,
                        revoked.serial() + " belongs to " + known.get().lineage());
            }
        }
    }

    private static GatheredRevocation.Signature signature(RevocationSoFar checked, Approval approval) {
        return new GatheredRevocation.Signature(checked.persons().stream().findFirst(), approval);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
