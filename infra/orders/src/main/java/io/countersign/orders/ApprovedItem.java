package io.countersign.orders;

import io.countersign.contracts.Names;
import io.countersign.contracts.RequestId;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.util.Optional;
import java.util.Set;

/**
 * An item that passed every check which needs no serial; made by {@link Decision} alone.
 *
 * @param authority what made the order valid
 * @param persons distinct persons whose approvals count: of the order, or of the grant that it redeems; or the one robot
 * @param needed how many persons the profile asks for
 * @param isComplete whether nothing is missing; an order may otherwise still gather approvals
 */
public record ApprovedItem(
        Order order,
        int index,
        OrderItem item,
        Profile profile,
        TrustedIssuer issuer,
        Csr csr,
        Authority authority,
        Set<String> persons,
        int needed,
        boolean isComplete) {
    public ApprovedItem {
        persons = Set.copyOf(persons);
    }

    public Names names() {
        return item.names();
    }

    /** Id of the request this item answers. */
    public String request() {
        return RequestId.of(item.lineage(), item.profile(), item.csr());
    }

    /** The live certificate that this one follows, where its own key signed the order. */
    public Optional<IssuedCertificate> predecessor() {
        return authority instanceof StandingGrant grant ? Optional.of(grant.predecessor()) : Optional.empty();
    }
}
