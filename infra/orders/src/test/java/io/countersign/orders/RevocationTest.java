package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.APPROVAL_SIGNATURE_INVALID;
import static io.countersign.contracts.RefusalCode.APPROVER_NOT_ACTIVE;
import static io.countersign.contracts.RefusalCode.REVOCATION_NEEDS_TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.contracts.Approval;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Installation INSTALLATION = Installation.at(NOW);
    private static final TrustDocument TRUST = INSTALLATION.trust();
    private static final TrustedIssuer ETCD = TRUST.issuer("demo", "etcd-ca").orElseThrow();

    private static SerialNumber serial(int number) {
        return SerialNumber.parse("7000000000000000" + Integer.toHexString(0x100 + number));
    }

    private static Revoked member(int number, String node) {
        return new Revoked(serial(number), Lineage.parse("demo/etcd-peer/" + node));
    }

    private static List<Revoked> ofOneNode(int count) {
        return IntStream.range(0, count).mapToObj(i -> member(i, "cp-1")).toList();
    }

    private static RevocationOrder order(Instant at, List<Revoked> certificates) throws RefusedException {
        return new RevocationWriter(TRUST, () -> at, new SecureRandom())
                .revoke(ETCD, certificates, RevocationReason.KEY_COMPROMISE, "lost laptop");
    }

    private static RevocationOrder order(Revoked... certificates) throws RefusedException {
        return order(NOW, List.of(certificates));
    }

    private static Revocation verify(SignedRevocation signed, Collection<CrlEntry> known) throws RefusedException {
        return RevocationCheck.verify(TRUST, Stops.NONE, signed, known, NOW);
    }

    private static RefusalCode refusal(SignedRevocation signed, Collection<CrlEntry> known) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> verify(signed, known));
        assertThat(refused).as("accepted").isNotNull();
        return refused.refusal().code();
    }

    private static CrlEntry listed(int number, Instant at) {
        return new CrlEntry(serial(number), at, RevocationReason.SUPERSEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoker", "revoker-demo", "revoker-system"})
    void oneRevokerRevokesTheCertificatesOfOneNode(String revoker) throws Exception {
        RevocationOrder order = order(NOW, ofOneNode(5));
        Revocation revocation = verify(INSTALLATION.signed(order, revoker), List.of());
        assertThat(revocation.order().digest()).isEqualTo(order.digest());
        assertThat(revocation.persons()).hasSize(1);
        assertThat(revocation.byOwnKey()).isFalse();
        assertThat(order.entries())
                .hasSize(5)
                .first()
                .isEqualTo(new CrlEntry(serial(0), NOW, RevocationReason.KEY_COMPROMISE));
    }

    @Test
    void whatTheOrderRevokesIsWhatTheCrlLists() throws Exception {
        RevocationOrder order = order(member(2, "cp-1"), member(1, "cp-1"));
        Crl crl = INSTALLATION.crl(TbsCrl.build(ETCD.certificate(), 1, NOW, order.entries()));
        assertThat(crl.entries().keySet()).containsExactly(serial(1), serial(2));
        assertThat(crl.lists(serial(1)).orElseThrow().reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(crl.issuer()).isEqualTo(order.issuer());
    }

    @Test
    void readsBackWhatItHasWritten() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"));
        assertThat(order.why()).isEqualTo("lost laptop");
        assertThat(order.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(order.certificates()).containsExactly(member(1, "cp-1"));
        SignedRevocation signed = INSTALLATION.signed(order, "revoker");
        assertThat(RevocationFile.parse(RevocationFile.of(signed))).isEqualTo(signed);
    }

    @Test
    void moreThanFiveCertificatesTakeTwo() throws Exception {
        RevocationOrder order = order(NOW, ofOneNode(6));
        takesTwo(order, List.of());
    }

    @Test
    void certificatesOfSeveralNodesTakeTwo() throws Exception {
        takesTwo(order(member(1, "cp-1"), member(2, "cp-2")), List.of());
    }

    @Test
    void certificatesOfTheServicesTakeTwo() throws Exception {
        RevocationOrder order = INSTALLATION
                .revocationWriter()
                .revoke(
                        TRUST.issuer("countersign", "services").orElseThrow(),
                        List.of(new Revoked(serial(1), Lineage.parse("countersign/service/signer-service"))),
                        RevocationReason.SUPERSEDED,
                        "moved");
        takesTwo(order, List.of());
    }

    @Test
    void anotherRevocationShortlyBeforeTakesTwo() throws Exception {
        for (long secondsBefore : new long[] {-60, 0, 3_540, 7_199}) {
            takesTwo(order(member(1, "cp-2")), List.of(listed(9, NOW.minusSeconds(secondsBefore))));
        }
        verify(
                INSTALLATION.signed(order(member(1, "cp-2")), "revoker"),
                List.of(listed(9, NOW.minus(TwoPersonRule.APART))));
    }

    /** Otherwise one revoker would write a date of two hours ago, of four hours ago, and so on. */
    @Test
    void aBackdatedOrderTakesTwo() throws Exception {
        Instant before = NOW.minus(TwoPersonRule.FRESH).minusSeconds(1);
        takesTwo(order(before, ofOneNode(1)), List.of());
        verify(INSTALLATION.signed(order(before.plusSeconds(1), ofOneNode(1)), "revoker"), List.of());
        takesTwo(order(NOW.minusSeconds(3000), List.of(member(1, "cp-2"))), List.of(listed(9, NOW)));
    }

    /** Tries every date that might pass, every two minutes of half a day. */
    @Test
    void whateverDatesOneRevokerWritesHisOrdersTakeEffectAnHourApart() throws Exception {
        List<CrlEntry> known = new ArrayList<>();
        List<Instant> effective = new ArrayList<>();
        for (Instant real = NOW; real.isBefore(NOW.plusSeconds(43_200)); real = real.plusSeconds(120)) {
            for (int ahead = -3_660; ahead <= 60; ahead += 120) {
                RevocationOrder order = order(real.plusSeconds(ahead), List.of(member(known.size(), "cp-1")));
                if (TwoPersonRule.reason(ETCD, order, known, real).isEmpty()) {
                    known.addAll(order.entries());
                    effective.add(real);
                }
            }
        }
        assertThat(effective).hasSizeBetween(7, 13);
        for (int i = 1; i < effective.size(); i++) {
            assertThat(effective.get(i)).isAfterOrEqualTo(effective.get(i - 1).plusSeconds(3_540));
        }
    }

    private static List<CrlEntry> many(int count, Instant from) {
        return IntStream.range(0, count)
                .mapToObj(i -> listed(i + 1_000, from.minusSeconds(i)))
                .toList();
    }

    @Test
    void aCrlThatGrewByMoreThanAHundredInAWeekTakesTwoAtAnyHour() throws Exception {
        Instant earlier = NOW.minus(Duration.ofHours(3));
        RevocationOrder order = order(member(1, "cp-1"));
        takesTwo(order, many(TwoPersonRule.MOST_IN_A_WEEK + 1, earlier));
        takesTwo(order, many(TwoPersonRule.MOST_IN_A_WEEK + 1, NOW.minus(Duration.ofDays(6))));
        verify(INSTALLATION.signed(order, "revoker"), many(TwoPersonRule.MOST_IN_A_WEEK, earlier));

        List<CrlEntry> overAWeek = new ArrayList<>(many(TwoPersonRule.MOST_IN_A_WEEK, earlier));
        overAWeek.add(listed(9, NOW.minus(TwoPersonRule.WEEK)));
        overAWeek.addAll(order.entries());
        verify(INSTALLATION.signed(order, "revoker"), overAWeek);
    }

    /** As above, five at once, every hour of thirty days. */
    @Test
    void oneRevokerFillsNoCrlWithinAMonth() throws Exception {
        List<CrlEntry> known = new ArrayList<>();
        for (Instant real = NOW; real.isBefore(NOW.plus(Duration.ofDays(30))); real = real.plusSeconds(3_600)) {
            for (int ahead : new int[] {-3_600, -1_800, 60}) {
                int first = known.size();
                List<Revoked> five = IntStream.range(first, first + TwoPersonRule.MOST_ALONE)
                        .mapToObj(i -> member(i, "cp-1"))
                        .toList();
                RevocationOrder order = order(real.plusSeconds(ahead), five);
                if (TwoPersonRule.reason(ETCD, order, known, real).isEmpty()) {
                    known.addAll(order.entries());
                }
            }
        }
        assertThat(known).hasSizeBetween(400, 550);
    }

    @Test
    void whoeverAsksMayWantTwoButNotOfTheCertificatesOwnKey() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"));
        RevocationSoFar one =
                RevocationCheck.soFar(TRUST, Stops.NONE, INSTALLATION.signed(order, "revoker"), List.of(), NOW);
        RevocationSoFar asked = one.orTwoBecause("a certificate that nobody knows");
        assertThat(one.isComplete()).isTrue();
        assertThat(asked.needed()).isEqualTo(2);
        assertThat(asked.missing().orElseThrow().code()).isEqualTo(REVOCATION_NEEDS_TWO);
        assertThat(asked.missing().orElseThrow().detail()).contains("frank signed", "that nobody knows");
        RevocationSoFar own =
                new RevocationSoFar(one.order(), one.signed(), new TreeSet<>(), false, true, Optional.empty());
        assertThat(own.orTwoBecause("a certificate that nobody knows").isComplete())
                .isTrue();
    }

    @Test
    void namingAListedCertificateAgainDoesNotHideItsRevocation() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"), member(9, "cp-1"));
        takesTwo(order, List.of(listed(9, NOW.minusSeconds(600))));
    }

    /** The sign step asks again when the order's own entries stand in the CRL already. */
    @Test
    void itsOwnEntriesDoNotCountAgainstAnOrder() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"));
        assertThat(verify(INSTALLATION.signed(order, "revoker"), order.entries())
                        .persons())
                .containsExactly("frank");
    }

    private static void takesTwo(RevocationOrder order, Collection<CrlEntry> known) throws Exception {
        SignedRevocation alone = INSTALLATION.signed(order, "revoker");
        RevocationSoFar soFar = RevocationCheck.soFar(TRUST, Stops.NONE, alone, known, NOW);
        assertThat(soFar.needed()).isEqualTo(2);
        assertThat(soFar.isComplete()).isFalse();
        assertThat(refusal(alone, known)).isEqualTo(REVOCATION_NEEDS_TWO);
        assertThat(refusal(INSTALLATION.signed(order, "revoker", "revoker"), known))
                .isEqualTo(REVOCATION_NEEDS_TWO);
        assertThat(verify(INSTALLATION.signed(order, "revoker", "revoker-second"), known)
                        .persons())
                .containsExactly("frank", "grace");
        assertThat(verify(INSTALLATION.signed(order, "revoker-system", "revoker-second"), known)
                        .persons())
                .containsExactly("grace", "pager");
    }

    @Test
    void twoSystemsAreNotTwoPersons() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"), member(2, "cp-2"));
        SignedRevocation signed = INSTALLATION.signed(order, "revoker-system", "revoker-system-second");
        assertThat(refusal(signed, List.of())).isEqualTo(REVOCATION_NEEDS_TWO);
    }

    /** Whoever can add a line to an order must not be able to undo it. */
    @Test
    void signaturesThatDoNotCountArePassedOver() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"));
        List<Approval> all = new ArrayList<>();
        all.add(new Approval("x", "y"));
        all.addAll(INSTALLATION.approvals(order.payload(), "alice", "robot", "gone", "revoker"));
        all.add(StrictJws.sign(MessageType.REQUEST, order.payload(), INSTALLATION.approver("revoker-second")));
        SignedRevocation signed = new SignedRevocation(
                order.payload(), all, Optional.of(ETCD.certificate().der()));
        Revocation revocation = verify(signed, List.of());
        assertThat(revocation.persons()).containsExactly("frank");
        assertThat(revocation.signed().approvals()).hasSize(1);
        assertThat(revocation.signed().certificate()).isEmpty();
    }

    @Test
    void theFirstBadSignatureIsToldWhereTooFewAreLeft() throws Exception {
        RevocationOrder order = order(member(1, "cp-1"), member(2, "cp-2"));
        List<Approval> signatures = new ArrayList<>(INSTALLATION.approvals(order.payload(), "revoker"));
        Approval elsewhere = INSTALLATION.approvals("e30", "revoker-second").get(0);
        signatures.add(elsewhere);
        assertThat(refusal(new SignedRevocation(order.payload(), signatures, Optional.empty()), List.of()))
                .isEqualTo(APPROVAL_SIGNATURE_INVALID);
    }

    @Test
    void aSuspendedRevokerDoesNotCount() throws Exception {
        SignedStop suspended = INSTALLATION.signed(INSTALLATION.stopWriter().suspend("frank", "keys lost"), 0);
        Stops stops = Stops.of(TRUST, List.of(suspended), NOW);
        SignedRevocation signed = INSTALLATION.signed(order(member(1, "cp-1")), "revoker");
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> RevocationCheck.verify(TRUST, stops, signed, List.of(), NOW));
        assertThat(refused.refusal().code()).isEqualTo(APPROVER_NOT_ACTIVE);
    }

    @Test
    void anExpiredTrustDocumentStillRevokes() throws Exception {
        Instant late = TRUST.expires().plusSeconds(1);
        RevocationOrder order = order(late, ofOneNode(1));
        Revocation revocation =
                RevocationCheck.verify(TRUST, Stops.NONE, INSTALLATION.signed(order, "revoker"), List.of(), late);
        assertThat(revocation.persons()).containsExactly("frank");
    }
}
