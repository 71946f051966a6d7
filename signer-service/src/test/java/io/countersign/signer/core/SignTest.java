package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import io.countersign.signer.Orders;
import io.countersign.signer.TestLog;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuedCertificate;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final SerialKeys serials = new SerialKeys(token);
    private final MemorySpool spool = new MemorySpool();
    private final TrustState believed = new TrustState(INSTALLATION.trust(), spool, clock.steady(), new QuietWatch());
    private final Verdicts verdicts = Beliefs.verdicts(INSTALLATION, believed, serials);
    private final Admit admit = new Admit(verdicts, new RobotBudget(), clock.steady());
    private final Sign sign = new Sign(verdicts, token, clock.steady());

    private Event intent;

    @BeforeEach
    void intendOneCertificate() throws Exception {
        intent = admit.answer(Orders.etcdPeer(INSTALLATION)).event();
    }

    @Test
    void signsWhatTheLogHoldsAndVerifiesItUnderThePinnedIssuer() throws Exception {
        Event issued = issue(LOG.receipt(intent, clock.instant()));
        CertificateIssued data = issued.data(CertificateIssued.class);
        IssuedCertificate certificate =
                CertificateCheck.verify(data.certificate().toArray(), INSTALLATION.issuer("demo", "etcd-ca"));
        assertThat(certificate.names()).isEqualTo(Installation.etcdPeer("cp-1"));
        assertThat(data.id()).isEqualTo(intent.data(CertificateIntended.class).id());
        assertThat(data.intent()).isEqualTo(intent.id());
        assertThat(token.signatures()).isEqualTo(1);
    }

    @Test
    void signsAgainWithAnotherSignatureAndTheSameIdentity() throws Exception {
        Event first = issue(LOG.receipt(intent, clock.instant()));
        Event second = issue(LOG.receipt(intent, clock.instant()));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.data(CertificateIssued.class).id())
                .isEqualTo(first.data(CertificateIssued.class).id());
        assertThat(second.data(CertificateIssued.class).certificate())
                .isNotEqualTo(first.data(CertificateIssued.class).certificate());
    }

    @Test
    void refusesAnIntentThatSaysOtherBytesThanItsOrder() {
        CertificateIntended honest = intent.data(CertificateIntended.class);
        byte[] other = honest.tbs().toArray();
        other[other.length - 1] ^= 1;
        CertificateId id = honest.id();
        assertMismatch(forged(id, Bytes.of(other)));
        assertMismatch(forged(
                new CertificateId(id.issuer(), id.serial(), Bytes.of(other).sha256()), Bytes.of(other)));
        assertMismatch(
                forged(new CertificateId(id.issuer(), new SerialNumber(BigInteger.TEN), id.tbs()), honest.tbs()));
        assertMismatch(forged(
                new CertificateId(INSTALLATION.issuer("demo", "ca").digest(), id.serial(), id.tbs()), honest.tbs()));
        assertThat(token.signatures()).isZero();
    }

    @Test
    void tellsNobodyWhichCertificateTheOrderOfAForgeryWouldGive() {
        CertificateId honest = intent.data(CertificateIntended.class).id();
        SerialNumber guess = new SerialNumber(BigInteger.TEN);
        Bytes octets = Bytes.of(new byte[] {1});
        Event forged = forged(new CertificateId(honest.issuer(), guess, octets.sha256()), octets);
        assertThatThrownBy(() -> sign.recheck(LOG.receipt(forged, clock.instant())))
                .hasMessageContaining(guess.toString())
                .hasMessageNotContainingAny(
                        honest.serial().toString(), honest.tbs().toString());
    }

    @Test
    void takesAnIntentOverABadOrderForAForgeryAndNotForARefusal() {
        CertificateIntended good = intent.data(CertificateIntended.class);
        CertificateIntended onePerson = new CertificateIntended(
                good.lineage(),
                good.order(),
                good.item(),
                good.id(),
                good.tbs(),
                good.payload(),
                good.approvals().subList(0, 1),
                good.itemText(),
                good.csr(),
                good.trust());
        assertMismatch(event(onePerson));
    }

    @Test
    void refusesReceiptsThatProveNothing() {
        Event now = intent;
        assertInvalid(TestLog.receipt(intent, intent.id(), LOG.logSignedBy(1, intent), clock.instant()));
        assertInvalid(TestLog.receipt(intent, intent.id(), new TestLog().log(now), clock.instant()));
        Event another = otherIntent();
        assertInvalid(TestLog.receipt(intent, intent.id(), LOG.log(another), clock.instant()));
        assertInvalid(TestLog.receipt(another, intent.id(), LOG.log(another), clock.instant()));
        assertThat(token.signatures()).isZero();
    }

    @Test
    void letsATrueIntentLapseWhenItsTimeIsOver() throws Exception {
        Event receipt = LOG.receipt(intent, clock.instant());
        clock.advance(Duration.ofHours(24));
        Rechecked rechecked = sign.recheck(receipt);
        assertThat(rechecked).isInstanceOfSatisfying(Rechecked.Lapsed.class, lapsed -> {
            CertificateLapsed data = lapsed.event().data(CertificateLapsed.class);
            assertThat(data.code()).isEqualTo("order-past-use-by");
            assertThat(data.intent()).isEqualTo(intent.id());
        });
        assertThat(token.signatures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000, -1, 24, 1_000_000})
    void letsATrueIntentLapseWhateverTimeItsLoggedCopyBears(long hours) throws Exception {
        Event copy = Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                intent.subject(),
                intent.time().plus(Duration.ofHours(hours)),
                intent.data(CertificateIntended.class),
                intent.causationId());
        Event receipt = LOG.receipt(copy, clock.instant());
        clock.advance(Duration.ofHours(24));
        assertThat(copy.id()).isEqualTo(intent.id());
        assertThat(sign.recheck(receipt))
                .isInstanceOfSatisfying(Rechecked.Lapsed.class, lapsed -> assertThat(lapsed.intent())
                        .isEqualTo(intent.id()));
    }

    @Test
    void waitsForItsOwnClockWhenAnAdmittedOrderIsFromTheFuture() throws Exception {
        Event receipt = LOG.receipt(intent, clock.instant());
        clock.advance(Duration.ofMinutes(-2));
        Sign behind = new Sign(verdicts, token, clock.steady());
        assertThatThrownBy(() -> behind.recheck(receipt))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("clock");
    }

    @Test
    void lapsesWhatWasStoppedAfterItsIntent() throws Exception {
        Event receipt = LOG.receipt(intent, clock.instant());
        SignedStop freeze = INSTALLATION.signed(
                INSTALLATION.stopWriter().freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied"), 0);
        spool.drop(Spool.Kind.STOP, freeze.file());
        believed.readSpool();
        assertThat(lapsed(sign.recheck(receipt)).code()).isEqualTo(RefusalCode.LINEAGE_FROZEN.code());
        assertThat(token.signatures()).isZero();
    }

    @Test
    void lapsesWhatANewVersionNoLongerAllows() throws Exception {
        Event receipt = LOG.receipt(intent, clock.instant());
        TrustContent stricter = TrustDraft.after(INSTALLATION.trust())
                .useByCap(Duration.ofHours(1))
                .content(INSTALLATION.now(), Duration.ofDays(30));
        spool.drop(Spool.Kind.TRUST, INSTALLATION.file(stricter, 0, 1));
        believed.readSpool();
        assertThat(lapsed(sign.recheck(receipt)).code()).isEqualTo(RefusalCode.USE_BY_TOO_FAR.code());
    }

    @Test
    void endsTheOrderWhoseReceiptTheLogWithholds() throws Exception {
        CertificateLapsed data = lapsed(sign.recheck(LOG.withheld(intent, "first-intent", clock.instant())));
        assertThat(data.code()).isEqualTo(RefusalCode.PREDECESSOR_REUSED.code());
        assertThat(data.intent()).isEqualTo(intent.id());
        assertThat(token.signatures()).isZero();
    }

    @Test
    void doesNotLetOneLogKeyOrAnotherNoteEndAnOrder() {
        assertThatThrownBy(() -> sign.recheck(LOG.withheldSignedBy(1, intent, "first-intent", clock.instant())))
                .isInstanceOf(UnreadableException.class);
        Event other = LOG.withheld(intent, "first-intent", clock.instant());
        ReceiptWithheld data = other.data(ReceiptWithheld.class);
        Event moved = Event.of(
                EventType.RECEIPT_WITHHELD,
                ServiceName.AUDIT.source(),
                other.subject(),
                clock.instant(),
                new ReceiptWithheld(
                        data.intent(), data.leaf(), "another-intent", data.key(), data.firstKey(), data.note()),
                Optional.of(intent.id()));
        assertThatThrownBy(() -> sign.recheck(moved)).isInstanceOf(UnreadableException.class);
    }

    private static CertificateLapsed lapsed(Rechecked rechecked) {
        assertThat(rechecked).isInstanceOf(Rechecked.Lapsed.class);
        return ((Rechecked.Lapsed) rechecked).event().data(CertificateLapsed.class);
    }

    @Test
    void doesNotLetAForgedIntentCloseAnOrderThatIsOver() {
        CertificateIntended good = intent.data(CertificateIntended.class);
        Event forged = forged(
                new CertificateId(
                        good.id().issuer(),
                        new SerialNumber(BigInteger.TEN),
                        good.id().tbs()),
                good.tbs());
        Event receipt = LOG.receipt(forged, clock.instant());
        clock.advance(Duration.ofHours(24));
        assertThatThrownBy(() -> sign.recheck(receipt)).isInstanceOf(UnreadableException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = SoftToken.Fault.class,
            names = {"AWAY", "LOST_ANSWER", "WRONG_KEY", "GARBAGE"})
    void releasesNothingWhenTheHsmFailsAndIssuesTheSameLater(SoftToken.Fault fault) throws Exception {
        Event receipt = LOG.receipt(intent, clock.instant());
        token.fail(fault);
        assertThatThrownBy(() -> issue(receipt)).isInstanceOf(OutageException.class);
        token.fail(SoftToken.Fault.NONE);
        assertThat(issue(receipt).data(CertificateIssued.class).id())
                .isEqualTo(intent.data(CertificateIntended.class).id());
    }

    private Event issue(Event receipt) throws Exception {
        return sign.issue((Rechecked.Ready) sign.recheck(receipt));
    }

    private Event otherIntent() {
        try {
            return admit.answer(Orders.etcdPeer(INSTALLATION)).event();
        } catch (OutageException | CrlsUnreadException e) {
            throw new IllegalStateException(e);
        }
    }

    private Event forged(CertificateId id, Bytes tbs) {
        CertificateIntended good = intent.data(CertificateIntended.class);
        return event(new CertificateIntended(
                good.lineage(),
                good.order(),
                good.item(),
                id,
                tbs,
                good.payload(),
                good.approvals(),
                good.itemText(),
                good.csr(),
                good.trust()));
    }

    private Event event(CertificateIntended data) {
        return Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                intent.subject(),
                intent.time(),
                data,
                Optional.empty());
    }

    private void assertMismatch(Event forged) {
        assertUnreadable(LOG.receipt(forged, clock.instant()), UnreadableReason.INTENT_MISMATCH);
    }

    private void assertInvalid(Event receipt) {
        assertUnreadable(receipt, UnreadableReason.RECEIPT_INVALID);
    }

    private void assertUnreadable(Event receipt, UnreadableReason reason) {
        assertThatThrownBy(() -> sign.recheck(receipt))
                .isInstanceOfSatisfying(UnreadableException.class, thrown -> assertThat(thrown.reason())
                        .as(thrown.getMessage())
                        .isEqualTo(reason));
    }
}
