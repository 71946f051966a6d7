package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Order;
import io.countersign.orders.SignedItem;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.Verdict;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.SignedCertificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * From a receipt to a certificate: verify the receipt, decide the order again, compare, sign, verify. What is signed is computed
 * here from verified signatures; the bytes that travelled in the intent are only compared. Safe for concurrent use.
 */
public final class Sign {
    private final Verdicts verdicts;
    private final Token token;
    private final SteadyClock clock;

    public Sign(Verdicts verdicts, Token token, SteadyClock clock) {
        this.verdicts = verdicts;
        this.token = token;
        this.clock = clock;
    }

    /**
     * Looks at a logged intent again.
     *
     * @param receipt or what the log answered in its place
     * @throws UnreadableException for a receipt that proves nothing, or an intent that does not follow from the order it carries
     */
    public Rechecked recheck(Event receipt) throws UnreadableException, OutageException {
        if (receipt.type() == EventType.RECEIPT_WITHHELD) {
            return withheld(receipt);
        }
        LoggedIntent logged = LoggedIntent.of(receipt, verdicts.trust().receipts());
        if (logged.event().type() == EventType.CRL_INTENDED) {
            return new Rechecked.CrlLogged(receipt, logged.event(), logged.leafIndex(), Optional.empty());
        }
        SignedItem signed = SignedItem.of(logged.data());
        Instant now = clock.now();
        try {
            Verdict verdict = verdicts.at(signed, now);
            if (verdict instanceof Verdict.Plan plan) {
                requireSame(logged.data(), plan);
                return new Rechecked.Ready(plan, receipt, logged.event().id(), logged.leafIndex());
            }
            return lapsed(receipt, logged.event(), ((Verdict.Refused) verdict).refusal(), now);
        } catch (CrlsUnreadException e) {
            return new Rechecked.Waiting(logged.event().id(), String.valueOf(e.getMessage()));
        }
    }

    /** The log has seen the predecessor redeemed before; without its receipt nothing is signed, and the order must end. */
    private Rechecked withheld(Event answer) throws UnreadableException, OutageException {
        TrustView trust = verdicts.trust();
        WithheldIntent withheld =
                WithheldIntent.of(answer, trust.document().log().origin(), trust.logKeys());
        Refusal refusal = new Refusal(RefusalCode.PREDECESSOR_REUSED, withheld.reason());
        return lapsed(answer, withheld.event(), refusal, clock.now());
    }

    /** Signs and verifies under the pinned issuer. The only place from which the HSM is asked for a signature. */
    public Event issue(Rechecked.Ready ready) throws OutageException {
        ApprovedItem approved = ready.plan().approved();
        Instant now = clock.now();
        byte[] signature =
                token.sign(approved.issuer().certificate(), ready.plan().tbs().encoded());
        byte[] certificate = SignedCertificate.assemble(ready.plan().tbs(), signature);
        try {
            CertificateCheck.verify(certificate, ready.plan().tbs());
        } catch (CertificateFaultException e) {
            // Measured (hsm-facts 6): a stale handle signs with another CA's key and reports no error.
            throw new OutageException("the HSM made a wrong signature, nothing was released: " + e.getMessage(), e);
        }
        CertificateIssued data = new CertificateIssued(
                approved.item().lineage(),
                approved.request(),
                approved.order().digest(),
                approved.index(),
                ready.plan().tbs().id(),
                ready.intent(),
                ready.leafIndex(),
                approved.profile().name(),
                approved.names(),
                approved.item().key(),
                approved.item().notBefore(),
                approved.item().notAfter(),
                Bytes.of(certificate));
        return event(EventType.CERTIFICATE_ISSUED, approved.item().lineage(), ready.receipt(), now, data);
    }

    /**
     * An intent counts only if it says, to the byte, what the order it carries gives. What that is stays untold: whoever learned the
     * serial of an order that no signer has admitted could write its true intent himself, past every budget.
     */
    private static void requireSame(CertificateIntended intended, Verdict.Plan plan) throws UnreadableException {
        ApprovedItem approved = plan.approved();
        boolean same = intended.lineage().equals(approved.item().lineage())
                && intended.order().equals(approved.order().digest())
                && intended.item() == approved.index()
                && intended.id().equals(plan.tbs().id())
                && intended.tbs().equals(Bytes.of(plan.tbs().encoded()));
        if (!same) {
            throw new UnreadableException(
                    UnreadableReason.INTENT_MISMATCH,
                    "the order it carries does not give this certificate: " + intended.id());
        }
    }

    /**
     * A refusal now. The order lapses only if the intent is a true one: at the instant the order was made, the order gives exactly
     * this certificate. Everything else is a forgery, which must not close the order it names (design 5, Outcome). The logged
     * event's own time plays no part: ids leave it out, so whoever owns the broker can have a copy with another time logged first.
     */
    private Rechecked lapsed(Event receipt, Event intent, Refusal refusal, Instant now)
            throws UnreadableException, OutageException {
        CertificateIntended intended = intent.data(CertificateIntended.class);
        TrustView trust = verdicts.trust();
        // The version it was made under: a later one may have changed the profile, and its order must end all the same.
        TrustDocument version = trust.version(intended.trust()).orElse(trust.document());
        Verdict then = verdicts.before(version, SignedItem.of(intended), issuedAt(intended, refusal));
        if (!(then instanceof Verdict.Plan plan)) {
            throw notHolding(refusal);
        }
        requireSame(intended, plan);
        if (refusal.code() == RefusalCode.ORDER_FROM_THE_FUTURE) {
            // The serial is secret until a signer has admitted the order, so one did, and that was at an instant still
            // to come.
            throw new OutageException("the clock of this signer is behind: an admitted order was " + refusal.detail());
        }
        CertificateLapsed data = new CertificateLapsed(
                intended.lineage(),
                plan.approved().request(),
                intended.order(),
                intended.item(),
                plan.tbs().id(),
                intent.id(),
                refusal.code().code(),
                refusal.detail());
        Event event = event(EventType.CERTIFICATE_LAPSED, intended.lineage(), receipt, now, data);
        return new Rechecked.Lapsed(event, intent.id());
    }

    /** What the payload says, before anything of it is believed: the verdict at that instant says whether it may be. */
    private static Instant issuedAt(CertificateIntended intended, Refusal refusal) throws UnreadableException {
        try {
            return Order.parse(Base64.getUrlDecoder().decode(intended.payload()))
                    .issuedAt();
        } catch (IllegalArgumentException | RefusedException e) {
            throw notHolding(refusal);
        }
    }

    private static UnreadableException notHolding(Refusal refusal) {
        return new UnreadableException(
                UnreadableReason.INTENT_MISMATCH, "the order it carries does not hold: " + refusal);
    }

    private static Event event(EventType type, Lineage lineage, Event receipt, Instant now, EventData data) {
        return Event.of(type, ServiceName.SIGNER.source(), lineage.toString(), now, data, Optional.of(receipt.id()));
    }
}
