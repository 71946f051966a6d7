package io.countersign.audit.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.Redemption;
import io.countersign.orders.Continuity;
import io.countersign.orders.Decision;
import io.countersign.orders.Envelope;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.Verdict;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Intents to renew an etcd member's certificate, by people's grant and by its own key. */
public final class TestRenewals {
    private final Installation installation;
    private final Profile profile;
    private final Instant now;
    private final Instant began;

    public TestRenewals(Installation installation) {
        this.installation = installation;
        this.profile = installation.trust().profile("etcd-peer").orElseThrow();
        this.now = installation.now();
        this.began = now.minus(Duration.ofHours(20));
    }

    /** A live certificate, and its key in whoever's hands. */
    public record Live(SerialNumber serial, KeyPair keys, Bytes der) {}

    /** What people signed once. */
    public record Grant(GrantText text, GrantOrder order, List<Approval> approvals) {}

    public Live live(long number) {
        SerialNumber serial = new SerialNumber(BigInteger.valueOf(number));
        KeyPair keys = Installation.pair("secp256r1");
        return new Live(serial, keys, certificate(serial, keys));
    }

    /** The same certificate with another honest signature: another DER. */
    Live twin(Live live) {
        return new Live(live.serial(), live.keys(), certificate(live.serial(), live.keys()));
    }

    /** A grant that lasts so many days, which tells it from others. */
    public Grant grant(int days) {
        return grant(days, Installation.ALICE, Installation.BOB);
    }

    Grant grant(int days, String... people) {
        GrantText text = new GrantText(
                installation.issuer("demo", "etcd-ca").digest(),
                Installation.ETCD_PEER,
                profile.name(),
                profile.digest(),
                Installation.etcdPeer("cp-1"),
                Duration.ofHours(30),
                Duration.ofHours(7),
                began,
                now.plus(Duration.ofDays(days)));
        try {
            GrantOrder order = new GrantWriter(installation.trust(), () -> now, new SecureRandom())
                    .grant(List.of(text), Optional.of("requester"), Optional.of("renewals"));
            return new Grant(text, order, installation.approvals(order.payload(), people));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An order of its own for a new key. */
    public Event renewal(Live live, Grant grant) {
        return intent(signed(live, grant));
    }

    SignedItem signed(Live live, Grant grant) {
        return signed(live, grant, live.keys());
    }

    /** Signed by this key, whosever it is. */
    SignedItem signed(Live live, Grant grant, KeyPair signer) {
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        try {
            var item = new ItemDraft(
                            csr,
                            Installation.ETCD_PEER,
                            Optional.of(profile.name()),
                            Optional.of(grant.text().life()),
                            Optional.of(
                                    new Predecessor(live.serial(), live.der().sha256(), 1)))
                    .item(installation.trust(), now);
            Order order =
                    new OrderWriter(installation.trust(), () -> now, new SecureRandom()).redeem(item, grant.text());
            return SignedItem.of(
                            order.payload(),
                            List.of(Continuity.sign(order, signer.getPrivate(), signer.getPublic())),
                            0,
                            item.text(),
                            csr.der())
                    .with(Optional.of(new Redemption(
                            grant.order().payload(),
                            grant.approvals(),
                            grant.text().text(),
                            live.der())));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the signer's admit step would write it, which refuses what does not verify. */
    Event intent(SignedItem signed) {
        try {
            Verdict verdict = Decision.decide(installation.trust(), Stops.NONE, signed, now, installation.serials());
            if (verdict instanceof Verdict.Plan plan) {
                return intent(signed, plan.tbs().id(), Bytes.of(plan.tbs().encoded()), trust());
            }
            throw new IllegalStateException(verdict.toString());
        } catch (SerialUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As whoever owns the broker can write it. */
    Event forged(SignedItem signed) {
        Bytes tbs = Bytes.of(new byte[] {1, 2, 3});
        CertificateId id = new CertificateId(
                installation.issuer("demo", "etcd-ca").digest(),
                new SerialNumber(BigInteger.valueOf(new SecureRandom().nextInt(1_000_000) + 1L)),
                tbs.sha256());
        return intent(signed, id, tbs, trust());
    }

    /** The same order, decided under another trust document. */
    Event decidedAgain(Event intent) {
        CertificateIntended before = intent.data(CertificateIntended.class);
        return intent(SignedItem.of(before), before.id(), before.tbs(), Sha256.of(new byte[] {7}));
    }

    /** A new order, said to be decided under that version of the trust document. */
    Event decidedUnder(Sha256 version, Live live, Grant grant) {
        CertificateIntended intended = renewal(live, grant).data(CertificateIntended.class);
        return intent(SignedItem.of(intended), intended.id(), intended.tbs(), version);
    }

    /** What people order for the same lineage, without a grant. */
    Event byPeople() {
        return intent(installation.approved(
                Installation.csr(Installation.etcdPeer("cp-1")),
                Installation.ETCD_PEER,
                Installation.ALICE,
                Installation.BOB));
    }

    private Sha256 trust() {
        return installation.trust().digest();
    }

    private static Event intent(SignedItem signed, CertificateId id, Bytes tbs, Sha256 trust) {
        String payload = signed.approvals().get(0).payload();
        CertificateIntended data = new CertificateIntended(
                Installation.ETCD_PEER,
                Sha256.of(Base64.getUrlDecoder().decode(payload)),
                signed.index(),
                id,
                tbs,
                payload,
                signed.approvals().stream().map(Envelope::approval).toList(),
                signed.itemText(),
                signed.csr(),
                trust,
                signed.redemption());
        return Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                Installation.ETCD_PEER.toString(),
                Instant.parse("2026-11-22T09:00:00Z"),
                data,
                Optional.empty());
    }

    private Bytes certificate(SerialNumber serial, KeyPair keys) {
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                profile,
                Installation.etcdPeer("cp-1"),
                Bytes.of(keys.getPublic().getEncoded()),
                installation.issuer("demo", "etcd-ca"),
                serial,
                began,
                now.plus(Duration.ofHours(10))));
        try {
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(installation.caKeys("demo", "etcd-ca").getPrivate());
            signing.update(tbs.encoded());
            return Bytes.of(SignedCertificate.assemble(tbs, signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
