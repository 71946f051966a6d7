package io.countersign.orders;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Certificates of the highest tier without the true signature of the one who asks. */
final class RequestRows {
    private final CorpusWorld world;

    RequestRows(CorpusWorld world) {
        this.world = world;
    }

    List<Row> all() {
        return List.of(missing(), another(), needless());
    }

    /** An order for one certificate, asked for and signed by these. */
    static SignedItem ordered(CorpusWorld world, String lineage, String requester, String... signers) {
        try {
            Lineage place = Lineage.parse(lineage);
            Csr csr = world.csr(names(place));
            OrderItem item = ItemDraft.of(csr, place).item(world.trust, world.now);
            Order order = new OrderWriter(world.trust, () -> world.now, new SecureRandom())
                    .issue(List.of(item), Optional.of(requester), Optional.empty());
            return SignedItem.of(
                    order.payload(), world.signatures(order.payload(), signers), 0, item.text(), csr.der());
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Names names(Lineage place) {
        return switch (place.component()) {
            case "super-admin" -> Names.subject("kubernetes-super-admin", "system:masters");
            case "front-proxy-client" -> Names.subject("front-proxy-client");
            case "admin" -> Names.subject("kubernetes-admin", "kubeadm:cluster-admins");
            case "user" -> Names.subject(place.instance(), "team-a");
            default -> Installation.etcdPeer(place.instance());
        };
    }

    private Row.Attempt order(String lineage, String requester, String... signers) {
        return () -> world.decide(ordered(world, lineage, requester, signers));
    }

    private Row missing() {
        Row row = new Row("a T0 request that nobody signed", RefusalCode.REQUEST_SIGNATURE_MISSING);
        for (String component : new String[] {"super-admin", "front-proxy-client"}) {
            for (String[] people : new String[][] {
                {"alice", "bob"},
                {"bob", "carol"},
                {"alice-second", "carol"},
                {"alice", "bob", "carol"},
                {"alice", "system"},
                {"alice", "system", "system-second"},
                {"alice", "alice-second", "bob"},
                {"bob", "bob", "carol"}
            }) {
                row.with(component + " by " + List.of(people), order("demo/" + component + "/cp-1", "rita", people));
            }
        }
        return row;
    }

    private Row another() {
        Row row = new Row("a T0 request signed by another than who asks", RefusalCode.REQUEST_SIGNATURE_MISSING);
        for (String component : new String[] {"super-admin", "front-proxy-client"}) {
            String lineage = "demo/" + component + "/cp-1";
            for (String signer : new String[] {
                "alice",
                "alice-second",
                "bob",
                "carol",
                "system",
                "robot",
                "revoker",
                "dave-elsewhere",
                "rita-elsewhere"
            }) {
                row.with(component + " asked by " + signer, order(lineage, "rita", "alice", "bob", "ask:" + signer));
            }
            row.with(component + ", rita and another", order(lineage, "rita", "alice", "bob", "ask:rita", "ask:carol"));
            row.with(component + ", a robot asks", order(lineage, "connector", "alice", "bob", "ask:robot"));
            row.with(component + ", a system asks", order(lineage, "ticketing", "alice", "bob", "ask:system"));
        }
        return row;
    }

    private Row needless() {
        Row row = new Row("a request's signature where none belongs", RefusalCode.WRONG_TYP);
        for (String lineage : new String[] {
            "demo/etcd-peer/cp-1", "demo/etcd-server/cp-1", "demo/admin/cp-1", "demo/user/anna", "demo/etcd-peer/cp-2"
        }) {
            row.with(lineage + " of two", order(lineage, "rita", "alice", "bob", "ask:rita"));
            row.with(lineage + " of one", order(lineage, "rita", "ask:rita", "bob"));
            row.with(lineage + " of none", order(lineage, "rita", "ask:rita"));
        }
        return row;
    }
}
