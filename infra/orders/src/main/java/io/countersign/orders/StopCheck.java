package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.LIFT_NEEDS_QUORUM;
import static io.countersign.contracts.RefusalCode.NOT_AN_OFFICER;
import static io.countersign.contracts.RefusalCode.ORDER_FROM_THE_FUTURE;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether a stop may be believed (design 3, rule 8): one officer's signature stops, the officers' threshold of persons lifts.
 *
 * <p>Signatures are as strict as those of approvals, but one that does not count is passed over instead of spoiling the rest:
 * holding back a bad order costs nothing, whereas a stop must not be undone by whoever adds a line to it. Everything is judged
 * under the trust document in force, whose expiry does not matter: when it has expired nothing is issued anyway.
 *
 * <p>Being suspended takes nothing from an officer, neither stops nor lifts nor his part in the next trust document. If it did,
 * one bad officer could suspend all the others, and nobody would be left to lift that. He can delay until the others sign a
 * next trust document without him, with which his stops end.
 */
public final class StopCheck {
    private StopCheck() {}

    /**
     * The stop, with those signatures that count.
     *
     * @throws RefusedException naming the first fault of form, of the first bad signature where too few good ones are left, or of
     *     the order itself
     */
    public static Stop verify(TrustDocument trust, SignedStop signed, Instant now) throws RefusedException {
        if (signed.approvals().isEmpty()) {
            throw new RefusedException(ENVELOPE_MALFORMED, "no signature at all");
        }
        if (signed.approvals().size() > Officers.MOST_SIGNATURES) {
            throw new RefusedException(
                    ORDER_TOO_LARGE, signed.approvals().size() + " signatures, more than " + Officers.MOST_SIGNATURES);
        }
        Officers officers = trust.content().officers();
        Map<String, Approval> counted = new TreeMap<>();
        Optional<RefusedException> firstFault = Optional.empty();
        for (Approval approval : signed.approvals()) {
            try {
                counted.putIfAbsent(signer(officers, signed.payload(), approval), approval);
            } catch (RefusedException fault) {
                firstFault = Optional.of(firstFault.orElse(fault));
            }
        }
        if (counted.isEmpty() && firstFault.isPresent()) {
            throw firstFault.get();
        }
        StopOrder order = StopOrder.parse(Envelope.octets(ENVELOPE_MALFORMED, "payload", signed.payload()));
        if (!order.deployment().equals(trust.deployment())) {
            throw new RefusedException(WRONG_DEPLOYMENT, "installation " + order.deployment());
        }
        if (order.issuedAt().isAfter(now.plus(OrderChecks.CLOCK_TOLERANCE))) {
            throw new RefusedException(ORDER_FROM_THE_FUTURE, "made at " + order.issuedAt());
        }
        if (order.act() == Act.LIFT && counted.size() < officers.threshold()) {
            throw firstFault.orElse(new RefusedException(
                    LIFT_NEEDS_QUORUM, counted.size() + " of " + officers.threshold() + " officers signed"));
        }
        return new Stop(order, counted);
    }

    /** The officer who made this signature. */
    private static String signer(Officers officers, String payload, Approval approval) throws RefusedException {
        try {
            return officers.person(StrictJws.verify(MessageType.ORDER, payload, approval, officers.byKid()));
        } catch (RefusedException e) {
            if (e.refusal().code() == KID_UNKNOWN) {
                throw new RefusedException(NOT_AN_OFFICER, e.refusal().detail(), e);
            }
            throw e;
        }
    }
}
