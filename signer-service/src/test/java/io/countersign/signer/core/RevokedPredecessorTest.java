package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.signer.Renewals;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A revoked certificate's key renews nothing: a thief who renews after the revocation would have undone it. */
final class RevokedPredecessorTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final SteadyClock steady = clock.steady();
    private final TrustState believed = Beliefs.pinned(INSTALLATION, steady);
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
        Event renewal = Renewals.of(INSTALLATION, token);
        Event before = admit.answer(renewal).event();
        assertThat(before.type()).as(before.data().toString()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        revoked.add(Revokes.serial(1));
        assertThat(admit.answer(renewal).event().data(CsrRefused.class).code()).isEqualTo("predecessor-revoked");
    }

    @Test
    void endsARenewalWhosePredecessorIsRevokedBeforeItIsSigned() throws Exception {
        Event receipt =
                LOG.receipt(admit.answer(Renewals.of(INSTALLATION, token)).event(), clock.instant());
        revoked.add(Revokes.serial(1));
        assertThat(sign.recheck(receipt)).isInstanceOfSatisfying(Rechecked.Lapsed.class, lapsed -> assertThat(
                        lapsed.event().data(CertificateLapsed.class).code())
                .isEqualTo("predecessor-revoked"));
        assertThat(token.signatures()).as("the predecessor's own").isEqualTo(1);
    }

    @Test
    void admitsNoRenewalDatedBeforeItsTime() throws Exception {
        Event renewal = Renewals.of(INSTALLATION, token, Duration.ofHours(20).plusMinutes(100));
        clock.advance(Duration.ofMinutes(55));
        Event answer = admit.answer(renewal).event();
        assertThat(answer.type()).as(answer.data().toString()).isEqualTo(EventType.CSR_REFUSED);
        assertThat(answer.data(CsrRefused.class).code()).isEqualTo("too-early-to-renew");
    }
}
