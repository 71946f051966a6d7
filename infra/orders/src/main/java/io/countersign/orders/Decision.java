package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ROLE_MISSING;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.lint.Lints;
import java.time.Instant;
import java.util.List;

/**
 * The pure verdict over a signed order: the steps of security 2.3 that need no memory, in their order. The same arguments give
 * the same answer wherever it is asked; the registry, the client and the agent ask {@link #check}, the signer {@link #decide}.
 */
public final class Decision {
    private enum Persons {
        ALL,
        SO_FAR
    }

    private Decision() {}

    /** Steps 1 to 18: what exactly to sign, or why not. Step 17 needs memory and so has no part in a pure verdict. */
    public static Verdict decide(TrustDocument trust, SignedItem signed, Instant now, SerialSource serials)
            throws SerialUnavailableException {
        try {
            ApprovedItem approved = check(trust, signed, now);
            SerialNumber serial = serials.serial(
                    approved.issuer().certificate(),
                    approved.order().digest(),
                    approved.index(),
                    approved.profile().encoder());
            TbsCertificate tbs = build(approved, serial);
            Lints.check(tbs);
            return new Verdict.Plan(approved, tbs);
        } catch (RefusedException e) {
            return new Verdict.Refused(e.refusal());
        }
    }

    /** Steps 1 to 16. */
    public static ApprovedItem check(TrustDocument trust, SignedItem signed, Instant now) throws RefusedException {
        return check(trust, signed, now, Persons.ALL);
    }

    /** As {@link #check}, for an order that may still gather approvals: every rule but the number of persons. */
    public static ApprovedItem checkSoFar(TrustDocument trust, SignedItem signed, Instant now) throws RefusedException {
        return check(trust, signed, now, Persons.SO_FAR);
    }

    /** A denial: steps 1 to 9, and every signer must be an approver for the cluster. One person suffices. */
    public static Order checkDenial(TrustDocument trust, String payload, List<Approval> approvals, Instant now)
            throws RefusedException {
        List<Envelope> envelopes = approvals.stream()
                .map(approval -> Envelope.of(payload, approval))
                .toList();
        Approvals verified = Approvals.verify(trust, envelopes, now);
        Order order = Order.parse(verified.payload());
        if (order.act() != Act.DENY) {
            throw new RefusedException(WRONG_ACT, "act '" + order.act().wireName() + "' where a denial belongs");
        }
        OrderChecks.inForce(trust, order, now);
        for (RosterEntry approver : verified.approvers()) {
            if (!approver.has(RosterEntry.Role.APPROVER, order.cluster())) {
                throw new RefusedException(ROLE_MISSING, approver.person() + " is no approver for " + order.cluster());
            }
        }
        return order;
    }

    private static ApprovedItem check(TrustDocument trust, SignedItem signed, Instant now, Persons persons)
            throws RefusedException {
        ItemChecks.sizes(signed); // step 1, together with the envelopes' own
        Approvals approvals = Approvals.verify(trust, signed.approvals(), now); // steps 1 to 6
        Order order = Order.parse(approvals.payload()); // step 7
        if (order.act() != Act.ISSUE) {
            throw new RefusedException(WRONG_ACT, "act '" + order.act().wireName() + "' issues nothing");
        }
        OrderItem item = ItemChecks.named(order, signed); // step 7, for the item that the order names by digest
        OrderChecks.inForce(trust, order, now); // steps 8 and 9
        var issuer = OrderChecks.issuer(trust, order, item); // step 10
        var profile = OrderChecks.profile(trust, order, item, issuer); // step 11
        Authority authority = Authority.of(approvals.approvers()); // step 12
        var objection = persons == Persons.SO_FAR && authority instanceof Quorum quorum
                ? quorum.objectionSoFar(order, profile)
                : authority.objection(order, profile);
        if (objection.isPresent()) {
            throw new RefusedException(objection.get());
        }
        var csr = ItemChecks.csr(trust, item, signed.csr()); // steps 13 and 14
        ItemChecks.names(trust, order, item, csr, profile); // step 15
        ValidityChecks.check(order, item, profile, issuer.certificate(), now); // step 16
        return new ApprovedItem(
                order,
                signed.index(),
                item,
                profile,
                issuer,
                csr,
                new Quorum(approvals.approvers()).persons(order, profile),
                Quorum.needed(profile));
    }

    private static TbsCertificate build(ApprovedItem approved, SerialNumber serial) throws RefusedException {
        return TbsCertificate.build(new TbsInput(
                approved.profile(),
                approved.names(),
                approved.csr().spki(),
                approved.issuer().certificate(),
                serial,
                approved.item().notBefore(),
                approved.item().notAfter()));
    }
}
