package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Answers an approved request with the intent to sign, or with a refusal. The same order gives the same answer in any process and
 * at any time before its use-by; only the envelope's time differs. Safe for concurrent use.
 */
public final class Admit {
    private final Verdicts verdicts;
    private final RobotBudget budget;
    private final SteadyClock clock;

    public Admit(Verdicts verdicts, RobotBudget budget, SteadyClock clock) {
        this.verdicts = verdicts;
        this.budget = budget;
        this.clock = clock;
    }

    /** Time goes by, and gives robots back what they may order. */
    public void tick(Instant now) {
        budget.begin(now);
    }

    /**
     * The intent or the refusal, under the lineage of the request.
     *
     * @throws CrlsUnreadException for a renewal that cannot be answered yet
     */
    public Answer answer(Event request) throws OutageException, CrlsUnreadException {
        CsrApproved approved = request.data(CsrApproved.class);
        Instant now = clock.now();
        Verdict verdict = verdicts.at(SignedItem.of(approved), now);
        if (verdict instanceof Verdict.Plan plan) {
            Optional<Refusal> objection = misrouted(approved, plan).or(() -> budget.objection(plan.approved(), now));
            return objection.isPresent()
                    ? refused(request, approved, objection.get(), now)
                    : new Answer(
                            intended(request, approved, plan, now),
                            Optional.of(plan.approved().order().useBy()));
        }
        return refused(request, approved, ((Verdict.Refused) verdict).refusal(), now);
    }

    /** Lineage and request id of the event are for routing only, but a wrong one would tell the outcome to the wrong place. */
    private static Optional<Refusal> misrouted(CsrApproved approved, Verdict.Plan plan) {
        if (!approved.lineage().equals(plan.approved().item().lineage())) {
            return Optional.of(new Refusal(
                    RefusalCode.LINEAGE_MISMATCH,
                    "the event says " + approved.lineage() + ", the order "
                            + plan.approved().item().lineage()));
        }
        if (!approved.request().equals(plan.approved().request())) {
            return Optional.of(new Refusal(
                    RefusalCode.ITEM_MISMATCH,
                    "the item answers the request " + plan.approved().request() + ", not " + approved.request()));
        }
        return Optional.empty();
    }

    private Event intended(Event request, CsrApproved approved, Verdict.Plan plan, Instant now) {
        CertificateIntended data = new CertificateIntended(
                plan.approved().item().lineage(),
                plan.approved().order().digest(),
                plan.approved().index(),
                plan.tbs().id(),
                Bytes.of(plan.tbs().encoded()),
                approved.payload(),
                approved.approvals(),
                approved.itemText(),
                approved.csr(),
                verdicts.trust().document().digest(),
                approved.redemption());
        return event(EventType.CERTIFICATE_INTENDED, request, now, data);
    }

    private static Answer refused(Event request, CsrApproved approved, Refusal refusal, Instant now) {
        CsrRefused data = new CsrRefused(
                approved.lineage(),
                approved.request(),
                orderDigest(approved.payload()),
                approved.item(),
                approved.csr().sha256(),
                refusal.code().code(),
                refusal.detail(),
                refusal.code().retryable());
        return new Answer(event(EventType.CSR_REFUSED, request, now, data), Optional.empty());
    }

    private static Event event(EventType type, Event request, Instant now, EventData data) {
        return Event.of(type, ServiceName.SIGNER.source(), request.subject(), now, data, Optional.of(request.id()));
    }

    /** The order's identity as far as the bytes allow: garbage in place of a payload is named by its own digest. */
    private static Sha256 orderDigest(String payload) {
        try {
            return Sha256.of(Base64.getUrlDecoder().decode(payload));
        } catch (IllegalArgumentException e) {
            return Sha256.of(payload.getBytes(StandardCharsets.UTF_8));
        }
    }
}
