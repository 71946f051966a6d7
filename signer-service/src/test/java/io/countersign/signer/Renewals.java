package io.countersign.signer;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.Redemption;
import io.countersign.orders.Continuity;
import io.countersign.orders.GrantDraft;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.signer.core.SoftToken;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Approved orders in which a certificate's own key redeems its grant. The predecessor has the serial {@link Revokes#serial} of 1. */
public final class Renewals {
    private Renewals() {}

    /** A member's second certificate by the key of its first, at two thirds of that one's life. */
    public static Event of(Installation installation, SoftToken token) throws Exception {
        return of(installation, token, Duration.ofHours(10));
    }

    /**
     * The same, 20 hours into that one's life.
     *
     * @param left of it
     */
    public static Event of(Installation installation, SoftToken token, Duration left) throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        Bytes predecessor = certificate(installation, token, keys, left);
        IssuedCertificate live = IssuedCertificate.read(predecessor.toArray());
        SecureRandom random = new SecureRandom();
        GrantText grant = GrantDraft.of(
                installation.trust(),
                Installation.ETCD_PEER,
                "etcd-peer",
                live,
                live.notAfter().plus(Duration.ofDays(9)));
        GrantOrder granted = new GrantWriter(installation.trust(), live::notBefore, random)
                .grant(List.of(grant), Optional.of("rita"), Optional.of("renews itself"));
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        OrderItem item = new ItemDraft(
                        csr,
                        Installation.ETCD_PEER,
                        Optional.of("etcd-peer"),
                        Optional.of(grant.life()),
                        Optional.of(new Predecessor(Revokes.serial(1), predecessor.sha256(), 1)))
                .item(installation.trust(), installation.now());
        Order order = new OrderWriter(installation.trust(), installation::now, random).redeem(item, grant);
        CsrApproved data = new CsrApproved(
                item.lineage(),
                RequestId.of(item.lineage(), item.lineage().component(), csr.digest()),
                order.payload(),
                List.of(Continuity.sign(order, keys.getPrivate(), keys.getPublic())),
                0,
                item.text(),
                csr.der(),
                Optional.of(new Redemption(
                        granted.payload(),
                        installation.approvals(granted.payload(), "alice", "bob"),
                        grant.text(),
                        predecessor)));
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                item.lineage().toString(),
                installation.now(),
                data,
                Optional.empty());
    }

    private static Bytes certificate(Installation installation, SoftToken token, KeyPair keys, Duration left)
            throws Exception {
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                installation.trust().profile("etcd-peer").orElseThrow(),
                Installation.etcdPeer("cp-1"),
                Bytes.of(keys.getPublic().getEncoded()),
                Revokes.etcd(installation).certificate(),
                Revokes.serial(1),
                installation.now().minus(Duration.ofHours(20)),
                installation.now().plus(left)));
        byte[] signature = token.sign(Revokes.etcd(installation).certificate(), tbs.encoded());
        return Bytes.of(SignedCertificate.assemble(tbs, signature));
    }
}
