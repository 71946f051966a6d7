package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRefused;
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
import io.countersign.orders.TrustedIssuer;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A revoked certificate's key renews nothing: a thief who renews after the revocation would have undone it. Nor does an order that
 * is dated before its predecessor may be renewed, because the audit-service would not count it.
 */
final class RevokedPredecessorTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final SteadyClock steady = clock.steady();
    private final TrustState believed = Beliefs.pinned(INSTALLATION, steady);
    private Duration left = Duration.ofHours(10);
    private final Set<SerialNumber> revoked = new HashSet<>();
    private final Verdicts verdicts = new Verdicts(
            believed::view,
            new SerialKeys(token),
            INSTALLATION.trust().issuers().stream()
                    .map(TrustedIssuer::certificate)
                    .toList(),
            revoked::contains);
    private final Admit admit = new Admit(verdicts, new RobotBudget(), steady);
    private final Sign sign = new Sign(verdicts, token, steady);

    @Test
    void admitsNoRenewalOfARevokedCertificate() throws Exception {
        Event renewal = renewal();
        Event before = admit.answer(renewal).event();
        assertThat(before.type()).as(before.data().toString()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        revoked.add(Revokes.serial(1));
        assertThat(admit.answer(renewal).event().data(CsrRefused.class).code()).isEqualTo("predecessor-revoked");
    }

    @Test
    void endsARenewalWhosePredecessorIsRevokedBeforeItIsSigned() throws Exception {
        Event receipt = LOG.receipt(admit.answer(renewal()).event(), clock.instant());
        revoked.add(Revokes.serial(1));
        assertThat(sign.recheck(receipt)).isInstanceOfSatisfying(Rechecked.Lapsed.class, lapsed -> assertThat(
                        lapsed.event().data(CertificateLapsed.class).code())
                .isEqualTo("predecessor-revoked"));
        assertThat(token.signatures()).as("the predecessor's own").isEqualTo(1);
    }

    @Test
    void admitsNoRenewalDatedBeforeItsTime() throws Exception {
        left = Duration.ofHours(20).plusMinutes(100);
        Event renewal = renewal();
        clock.advance(Duration.ofMinutes(55));
        Event answer = admit.answer(renewal).event();
        assertThat(answer.type()).as(answer.data().toString()).isEqualTo(EventType.CSR_REFUSED);
        assertThat(answer.data(CsrRefused.class).code()).isEqualTo("too-early-to-renew");
    }

    /** A member's second certificate by the key of its first, 20 hours into that one's life. */
    private Event renewal() throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        Bytes predecessor = certificate(keys);
        IssuedCertificate live = IssuedCertificate.read(predecessor.toArray());
        SecureRandom random = new SecureRandom();
        GrantText grant = GrantDraft.of(
                INSTALLATION.trust(),
                Installation.ETCD_PEER,
                "etcd-peer",
                live,
                live.notAfter().plus(Duration.ofDays(9)));
        GrantOrder granted = new GrantWriter(INSTALLATION.trust(), live::notBefore, random)
                .grant(List.of(grant), Optional.of("rita"), Optional.of("renews itself"));
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        OrderItem item = new ItemDraft(
                        csr,
                        Installation.ETCD_PEER,
                        Optional.of("etcd-peer"),
                        Optional.of(grant.life()),
                        Optional.of(new Predecessor(Revokes.serial(1), predecessor.sha256(), 1)))
                .item(INSTALLATION.trust(), clock.instant());
        Order order = new OrderWriter(INSTALLATION.trust(), clock, random).redeem(item, grant);
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
                        INSTALLATION.approvals(granted.payload(), "alice", "bob"),
                        grant.text(),
                        predecessor)));
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                item.lineage().toString(),
                clock.instant(),
                data,
                Optional.empty());
    }

    private Bytes certificate(KeyPair keys) throws Exception {
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                INSTALLATION.trust().profile("etcd-peer").orElseThrow(),
                Installation.etcdPeer("cp-1"),
                Bytes.of(keys.getPublic().getEncoded()),
                Revokes.etcd(INSTALLATION).certificate(),
                Revokes.serial(1),
                clock.instant().minus(Duration.ofHours(20)),
                clock.instant().plus(left)));
        byte[] signature = token.sign(Revokes.etcd(INSTALLATION).certificate(), tbs.encoded());
        return Bytes.of(SignedCertificate.assemble(tbs, signature));
    }
}
