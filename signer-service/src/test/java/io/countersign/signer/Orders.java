package io.countersign.signer;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.SignedItem;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Csr;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
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

    /** A request under one of the three CAs of a cluster that Alice and Bob approved. */
    public static Event under(Installation installation, String ca) {
        Lineage lineage =
                switch (ca) {
                    case "ca" -> Lineage.parse("demo/apiserver-kubelet-client/cp-1");
                    case "etcd-ca" -> Installation.ETCD_PEER;
                    case "front-proxy-ca" -> Lineage.parse("demo/front-proxy-client/cp-1");
                    default -> throw new IllegalArgumentException(ca);
                };
        Names names =
                switch (ca) {
                    case "ca" -> client("kube-apiserver-kubelet-client", "kubeadm:cluster-admins");
                    case "etcd-ca" -> Installation.etcdPeer("cp-1");
                    default -> client("front-proxy-client");
                };
        Csr csr = Installation.csr(names);
        return event(
                installation,
                ca.equals("front-proxy-ca")
                        ? askedFor(installation, csr, lineage)
                        : installation.approved(csr, lineage, "alice", "bob"),
                lineage);
    }

    /** Of the highest tier: Carol signs that she asks for it. */
    private static SignedItem askedFor(Installation installation, Csr csr, Lineage lineage) {
        try {
            OrderItem item = ItemDraft.of(csr, lineage).item(installation.trust(), installation.now());
            Order order = new OrderWriter(installation.trust(), installation::now, new SecureRandom())
                    .issue(List.of(item), Optional.of(Installation.CAROL), Optional.empty());
            List<Approval> signatures = new ArrayList<>(installation.approvals(order.payload(), "alice", "bob"));
            signatures.add(
                    StrictJws.sign(MessageType.REQUEST, order.payload(), installation.approver(Installation.CAROL)));
            return SignedItem.of(order.payload(), signatures, 0, item.text(), csr.der());
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A kubelet's request that the robot of its cluster ordered. */
    public static Event byRobot(Installation installation) {
        Lineage lineage = Lineage.parse("demo/kubelet-client/worker-1");
        Csr csr = Installation.csr(client("system:node:worker-1", "system:nodes"));
        try {
            OrderItem item = ItemDraft.of(csr, lineage).item(installation.trust(), installation.now());
            Order order =
                    new OrderWriter(installation.trust(), installation::now, new SecureRandom()).robot(List.of(item));
            List<Approval> robot = installation.approvals(order.payload(), "robot");
            return event(installation, SignedItem.of(order.payload(), robot, 0, item.text(), csr.der()), lineage);
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Names client(String cn, String... organizations) {
        return new Names(cn, List.of(organizations), List.of(), List.of(), List.of());
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
