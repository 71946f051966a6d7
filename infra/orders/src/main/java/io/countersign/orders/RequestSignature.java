package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.REQUEST_SIGNATURE_MISSING;
import static io.countersign.contracts.RefusalCode.WRONG_TYP;

import io.countersign.contracts.Refusal;
import io.countersign.x509.Profile;
import io.countersign.x509.Tier;
import java.util.List;
import java.util.Optional;

/**
 * Whether the one who asks for a certificate of tier T0 has signed that it is asked for. The signature stands in the list of
 * approvals with typ {@code countersign-request+jws} over the order's own payload segment, which holds all that a request says
 * and more: installation, time, and by the items' digests the CSR, lineage, profile and life. So it needs no format of its own,
 * cannot be moved to another order, and never counts as an approval, because its typ is another. Whoever names a requester who
 * never asked cannot fake it, and approvers cannot be shown a request that nobody made.
 *
 * @param signers one roster entry per valid signature of that typ
 */
record RequestSignature(List<RosterEntry> signers) {
    /** What is wrong with the signatures that are there. */
    Optional<Refusal> objection(Order order, Profile profile) {
        if (profile.tier() != Tier.T0) {
            return signers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Refusal(WRONG_TYP, profile.name() + " takes no signature of the requester"));
        }
        for (RosterEntry signer : signers) {
            boolean requester = signer.kind() == RosterEntry.Kind.HUMAN
                    && signer.isFor(order.cluster())
                    && order.requester().equals(Optional.of(signer.person()));
            if (!requester) {
                return Optional.of(new Refusal(
                        REQUEST_SIGNATURE_MISSING,
                        signer.person() + " signed as the requester, who is "
                                + order.requester().orElse("not named")));
            }
        }
        return Optional.empty();
    }

    /** Whether the signature is not there where it must be. */
    Optional<Refusal> missing(Order order, Profile profile) {
        return profile.tier() == Tier.T0 && signers.isEmpty()
                ? Optional.of(new Refusal(
                        REQUEST_SIGNATURE_MISSING, order.requester().orElse("nobody") + " has not signed the request"))
                : Optional.empty();
    }
}
