package io.countersign.orders;

import io.countersign.contracts.Names;
import io.countersign.contracts.RequestId;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.util.Set;

/**
 * An item that passed every check which needs no serial; made by {@link Decision} alone.
 *
 * @param persons distinct persons whose approvals count
 * @param needed how many persons the profile asks for
 */
public record ApprovedItem(
        Order order,
        int index,
        OrderItem item,
        Profile profile,
        TrustedIssuer issuer,
        Csr csr,
        Set<String> persons,
        int needed) {
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

    /** Whether the profile's number of persons is reached. */
    public boolean isComplete() {
        return persons.size() >= needed;
    }
}
