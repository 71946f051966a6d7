package io.countersign.signer;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedItem;
import io.countersign.x509.Csr;
import java.util.Optional;

/** Approved requests as the registry publishes them. */
public final class Orders {
    private Orders() {}

    /** A request for an etcd peer certificate that Alice and Bob approved. */
    public static Event etcdPeer(Installation installation) {
        return approved(installation, "alice", "bob");
    }

    /** The same, approved by whomever. */
    public static Event approved(Installation installation, String... approvers) {
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        return event(
                installation, installation.approved(csr, Installation.ETCD_PEER, approvers), Installation.ETCD_PEER);
    }

    /** The event of any signed item. */
    public static Event event(Installation installation, SignedItem item, Lineage lineage) {
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                lineage.toString(),
                installation.now(),
                new CsrApproved(
                        lineage,
                        RequestId.of(lineage, lineage.component(), item.csr().sha256()),
                        item.approvals().get(0).payload(),
                        item.approvals().stream()
                                .map(envelope -> envelope.approval())
                                .toList(),
                        item.index(),
                        item.itemText(),
                        item.csr()),
                Optional.empty());
    }
}
