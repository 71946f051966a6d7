package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.AUTHORITY_NOT_ACCEPTED;
import static io.countersign.contracts.RefusalCode.GRANT_NOT_ORDERED;
import static io.countersign.contracts.RefusalCode.REDEMPTION_MISSING;
import static io.countersign.contracts.RefusalCode.REDEMPTION_UNEXPECTED;
import static io.countersign.contracts.RefusalCode.ROLE_MISSING;
import static io.countersign.contracts.RefusalCode.WRONG_ACT;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.Redemption;
import io.countersign.x509.Profile;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.lint.Lints;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pure verdict over a signed order: the steps of security 2.3 that need no memory but the stops, in their order. The same
 * arguments give the same answer wherever it is asked; the registry, the client and the agent ask {@link #check}, the signer
 * {@link #decide}. Whoever knows no stops says so with {@link Stops#NONE}.
 *
 * <p>What redeems a standing grant must hold both at the time asked for and at the time at which its order says to be made.
 */
public final class Decision {
    private enum Persons {
        ALL,
        SO_FAR
    }

    private Decision() {}

    /** Steps 1 to 18: what exactly to sign, or why not. Of step 17 only the stops have a part in a pure verdict. */
    public static Verdict decide(TrustDocument trust, Stops stops, SignedItem signed, Instant now, SerialSource serials)
            throws SerialUnavailableException {
        try {
            ApprovedItem approved = check(trust, stops, signed, now);
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

    /** Steps 1 to 17. */
    public static ApprovedItem check(TrustDocument trust, Stops stops, SignedItem signed, Instant now)
            throws RefusedException {
        return check(trust, stops, signed, now, Persons.ALL);
    }

    /** As {@link #check}, for an order that may still gather approvals: every rule but the number of persons. */
    public static ApprovedItem checkSoFar(TrustDocument trust, Stops stops, SignedItem signed, Instant now)
            throws RefusedException {
        return check(trust, stops, signed, now, Persons.SO_FAR);
    }

    /** A denial: steps 1 to 9, and every signer must be an approver for the cluster and no robot. One person suffices. */
    public static Order checkDenial(
            TrustDocument trust, Stops stops, String payload, List<Approval> approvals, Instant now)
            throws RefusedException {
        Envelopes envelopes = Envelopes.read(approvals.stream()
                .map(approval -> Envelope.of(payload, approval))
                .toList());
        Approvals verified = Approvals.verify(trust, stops, envelopes, Set.of(MessageType.ORDER), now);
        Order order = Order.parse(verified.payload());
        if (order.act() != Act.DENY) {
            throw new RefusedException(WRONG_ACT, "act '" + order.act().wireName() + "' where a denial belongs");
        }
        OrderChecks.usable(trust, order, now);
        for (RosterEntry approver : verified.approvers()) {
            if (approver.kind() == RosterEntry.Kind.ROBOT) {
                throw new RefusedException(
                        AUTHORITY_NOT_ACCEPTED, "the robot " + approver.person() + " denies nothing");
            }
            if (!approver.has(RosterEntry.Role.APPROVER, order.cluster())) {
                throw new RefusedException(ROLE_MISSING, approver.person() + " is no approver for " + order.cluster());
            }
        }
        return order;
    }

    /**
     * A grant order that may still gather approvals: every rule but the number of persons, which the answer tells.
     *
     * @param texts of all grants of the order, in its sequence
     */
    public static CheckedGrant checkGrant(
            TrustDocument trust,
            Stops stops,
            String payload,
            List<Approval> approvals,
            List<GrantText> texts,
            Instant now)
            throws RefusedException {
        GrantChecks checks = new GrantChecks(trust, stops, now);
        GrantChecks.Signed signed = checks.signed(payload, approvals);
        if (!signed.order()
                .grants()
                .equals(texts.stream().map(GrantText::digest).toList())) {
            throw new RefusedException(
                    GRANT_NOT_ORDERED, "the texts are not those of the order's grants, in its sequence");
        }
        Set<String> persons = new HashSet<>();
        signed.quorum().approvers().forEach(approver -> persons.add(approver.person()));
        int needed = 0;
        boolean complete = true;
        for (GrantText text : texts) {
            Profile profile = checks.grant(signed.order(), text);
            OrderChecks.requireNone(signed.quorum().objectionSoFarTo(signed.order(), profile));
            complete &= signed.quorum().objectionTo(signed.order(), profile).isEmpty();
            persons.retainAll(signed.quorum().personsFor(signed.order(), profile));
            needed = Math.max(needed, Quorum.needed(profile));
        }
        return new CheckedGrant(signed.order(), texts, persons, needed, complete);
    }

    private static ApprovedItem check(TrustDocument trust, Stops stops, SignedItem signed, Instant now, Persons persons)
            throws RefusedException {
        ItemChecks.sizes(signed); // step 1, together with the envelopes' own
        Envelopes envelopes = Envelopes.read(signed.approvals()); // steps 1 and 2
        if (envelopes.areAll(MessageType.CONTINUITY)) {
            Renewal renewal = Renewal.verify(trust, envelopes, signed); // steps 3 to 7
            ApprovedItem redeemed = redeemed(trust, stops, signed, renewal, now);
            // The audit-service, which counts the uses of a live certificate, knows no other time of an order than when
            // it says to
            // be made. What did not hold then would be signed without being counted (ADR 0012).
            redeemed(trust, stops, signed, renewal, renewal.order().issuedAt());
            return redeemed;
        }
        Approvals approvals = approvals(trust, stops, signed, envelopes, now); // steps 3 to 6
        Order order = OrderChecks.issuing(approvals.payload()); // step 7
        if (order.grant().isPresent()) {
            throw new RefusedException(
                    REDEMPTION_MISSING, "the order names a grant that no continuity signature redeems");
        }
        OrderItem item = ItemChecks.named(order, signed); // step 7, for the item that the order names by digest
        Place place = place(trust, order, item, now);
        Authority authority = Authority.of(approvals, item, OrderChecks.cluster(trust, order.cluster())); // step 12
        OrderChecks.requireNone(
                persons == Persons.SO_FAR
                        ? authority.objectionSoFar(order, place.profile())
                        : authority.objection(order, place.profile()));
        return checked(trust, stops, signed, new Claim(order, item, authority), place, now);
    }

    /** Steps 8 to 17 of an order by the key of a live certificate. */
    private static ApprovedItem redeemed(
            TrustDocument trust, Stops stops, SignedItem signed, Renewal renewal, Instant at) throws RefusedException {
        Place place = place(trust, renewal.order(), renewal.item(), at);
        GrantChecks grants = new GrantChecks(trust, stops, at);
        StandingGrant grant = renewal.redeemed(grants, place.profile(), at); // step 12
        return checked(trust, stops, signed, new Claim(renewal.order(), renewal.item(), grant), place, at);
    }

    /** What is to be done, and what allows it. */
    private record Claim(Order order, OrderItem item, Authority authority) {}

    /** Under which issuer and profile. */
    private record Place(TrustedIssuer issuer, Profile profile) {}

    private static Approvals approvals(
            TrustDocument trust, Stops stops, SignedItem signed, Envelopes envelopes, Instant now)
            throws RefusedException {
        Optional<Redemption> redemption = signed.redemption();
        if (redemption.isPresent()) {
            throw new RefusedException(REDEMPTION_UNEXPECTED, "no continuity signature redeems the grant");
        }
        return Approvals.verify(trust, stops, envelopes, Set.of(MessageType.ORDER, MessageType.REQUEST), now);
    }

    /** Steps 8 to 11. */
    private static Place place(TrustDocument trust, Order order, OrderItem item, Instant now) throws RefusedException {
        OrderChecks.usable(trust, order, now);
        TrustedIssuer issuer = OrderChecks.issuer(trust, order.cluster(), item.issuer());
        Profile profile = OrderChecks.profile(trust, item.profile(), item.profileDigest(), issuer);
        OrderChecks.requireUseBy(order, profile.useByCap(), profile.name());
        return new Place(issuer, profile);
    }

    /** Steps 13 to 17. */
    private static ApprovedItem checked(
            TrustDocument trust, Stops stops, SignedItem signed, Claim claim, Place place, Instant now)
            throws RefusedException {
        Order order = claim.order();
        OrderItem item = claim.item();
        Profile profile = place.profile();
        var csr = ItemChecks.csr(trust, item, signed.csr());
        ItemChecks.names(trust, order, item, csr, profile);
        ValidityChecks.check(order, item, profile, place.issuer().certificate(), now);
        OrderChecks.requireNone(stops.onOrder(order.digest()));
        OrderChecks.requireNone(stops.onProfile(profile.name(), order.cluster()));
        OrderChecks.requireNone(stops.onLineage(item.lineage()));
        return new ApprovedItem(
                order,
                signed.index(),
                item,
                profile,
                place.issuer(),
                csr,
                claim.authority(),
                claim.authority().persons(order, profile),
                Quorum.needed(profile),
                claim.authority().objection(order, profile).isEmpty());
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
