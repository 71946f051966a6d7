package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.signer.Orders;
import io.countersign.signer.TestLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdmitTest {
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), new TestLog().trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final Admit admit = another();

    private Admit another() {
        SteadyClock steady = clock.steady();
        return new Admit(Beliefs.verdicts(INSTALLATION, new SerialKeys(token), steady), new RobotBudget(), steady);
    }

    @Test
    void saysExactlyWhatItWillSign() throws Exception {
        Event request = Orders.etcdPeer(INSTALLATION);
        Event intent = admit.answer(request).event();
        CertificateIntended data = intent.data(CertificateIntended.class);
        assertThat(intent.type()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        assertThat(intent.causationId()).contains(request.id());
        assertThat(data.lineage()).isEqualTo(Installation.ETCD_PEER);
        assertThat(data.id().tbs()).isEqualTo(data.tbs().sha256());
        assertThat(data.trust()).isEqualTo(INSTALLATION.trust().digest());
        assertThat(token.signatures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca", "etcd-ca", "front-proxy-ca"})
    void intendsUnderTheIssuerThatTheProfileNames(String ca) throws Exception {
        Event intent = admit.answer(Orders.under(INSTALLATION, ca)).event();
        assertThat(intent.type()).as(intent.data().toString()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        assertThat(intent.data(CertificateIntended.class).id().issuer())
                .isEqualTo(INSTALLATION.issuer("demo", ca).digest());
    }

    @Test
    void givesTheSameIntentAgainAtAnyTimeAndInAnyProcess() throws Exception {
        Event request = Orders.etcdPeer(INSTALLATION);
        Event first = admit.answer(request).event();
        clock.advance(Duration.ofHours(20));
        Event second = another().answer(request).event();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.data()).isEqualTo(first.data());
    }

    @Test
    void asksTheTokenOncePerIssuerForSerials() throws Exception {
        for (int i = 0; i < 5; i++) {
            admit.answer(Orders.etcdPeer(INSTALLATION)).event();
        }
        assertThat(token.macs()).isEqualTo(1);
    }

    @Test
    void refusesWithACodeAndSignsNothing() throws Exception {
        Event refused = admit.answer(Orders.approved(INSTALLATION, "alice")).event();
        assertThat(refused.type()).isEqualTo(EventType.CSR_REFUSED);
        assertThat(refused.data(CsrRefused.class).code()).isEqualTo("too-few-persons");
        assertThat(refused.data(CsrRefused.class).retryable()).isFalse();
        clock.advance(Duration.ofHours(24));
        assertThat(admit.answer(Orders.etcdPeer(INSTALLATION))
                        .event()
                        .data(CsrRefused.class)
                        .code())
                .isEqualTo("order-past-use-by");
    }

    @Test
    void refusesAnEventThatNamesAnotherPlaceThanItsOrder() throws Exception {
        CsrApproved good = Orders.etcdPeer(INSTALLATION).data(CsrApproved.class);
        Lineage elsewhere = Lineage.parse("demo/etcd-peer/cp-2");
        CsrApproved misrouted = new CsrApproved(
                elsewhere, good.request(), good.payload(), good.approvals(), good.item(), good.itemText(), good.csr());
        assertThat(admit.answer(event(misrouted)).event().data(CsrRefused.class).code())
                .isEqualTo("lineage-mismatch");
        CsrApproved other = new CsrApproved(
                good.lineage(),
                "a".repeat(20),
                good.payload(),
                good.approvals(),
                good.item(),
                good.itemText(),
                good.csr());
        assertThat(admit.answer(event(other)).event().data(CsrRefused.class).code())
                .isEqualTo("item-mismatch");
    }

    @Test
    void namesAGarbagePayloadByItsOwnDigest() throws Exception {
        CsrApproved garbage = new CsrApproved(
                Installation.ETCD_PEER, "a".repeat(20), "%%%", List.of(), 0, "{}", Bytes.of(new byte[] {1}));
        CsrRefused refused = admit.answer(event(garbage)).event().data(CsrRefused.class);
        assertThat(refused.code()).isEqualTo("envelope-malformed");
        assertThat(refused.order()).isEqualTo(Sha256.of("%%%".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void takesAnAbsentTokenForAnOutageAndNotForARefusal() {
        token.fail(SoftToken.Fault.AWAY);
        assertThatThrownBy(() -> admit.answer(Orders.etcdPeer(INSTALLATION)).event())
                .isInstanceOf(OutageException.class);
    }

    private static Event event(CsrApproved data) {
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                data.lineage().toString(),
                INSTALLATION.now(),
                data,
                Optional.empty());
    }
}
