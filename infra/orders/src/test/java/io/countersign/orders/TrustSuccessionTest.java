package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class TrustSuccessionTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final Duration MONTH = Duration.ofDays(30);

    @Test
    void theQuorumOfAVersionSignsTheNext() throws RefusedException {
        TrustContent next = TrustDraft.after(FIRST)
                .useByCap(Duration.ofHours(12))
                .lifeCap(MONTH)
                .content(NOW, MONTH);
        TrustDocument second = FIRST.succeededBy(INSTALLATION.file(next, 0, 2), NOW);
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.content()).isEqualTo(next);
        assertThat(second.content().previous()).contains(FIRST.digest());
        assertThat(second.digest()).isEqualTo(Sha256.of(Forgery.decoded(next.payload())));
    }

    @Test
    void newOfficersTakeOverWhenBothQuorumsSign() throws RefusedException {
        ApproverKey dan = Installation.key("secp256r1");
        ApproverKey erin = Installation.key("secp384r1");
        TrustContent next = TrustDraft.after(FIRST)
                .officers(new Officers(
                        2,
                        List.of(
                                new Officers.Officer("dan", dan.publicKey()),
                                new Officers.Officer("erin", erin.publicKey()))))
                .content(NOW, MONTH);
        TrustFile oldOnly = TrustFile.parse(INSTALLATION.file(next, 0, 1));
        TrustFile newOnly = TrustFile.of(next).with(signed(next, dan)).with(signed(next, erin));
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, () -> FIRST.succeededBy(oldOnly.bytes(), NOW));
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, () -> FIRST.succeededBy(newOnly.bytes(), NOW));
        TrustFile lacking = oldOnly.with(signed(next, dan));
        assertThat(Succession.of(FIRST, lacking, NOW).isComplete()).isFalse();
        assertThat(Succession.of(FIRST, lacking, NOW).progress())
                .isEqualTo("2 of 2 officers of version 1 and 1 of 2 of version 2 signed");
        TrustFile both = lacking.with(signed(next, erin));
        assertThat(FIRST.succeededBy(both.bytes(), NOW).version()).isEqualTo(2);
    }

    @Test
    void onlyWhatBothQuorumsSignedMayWaitForItsTime() {
        Instant later = NOW.plus(Duration.ofDays(1));
        TrustContent next = TrustDraft.after(FIRST).content(later, MONTH);
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, () -> FIRST.succeededBy(INSTALLATION.file(next), NOW));
        assertRefused(RefusalCode.TRUST_TOO_FEW_OFFICERS, () -> FIRST.succeededBy(INSTALLATION.file(next, 1), NOW));
        assertRefused(RefusalCode.TRUST_FROM_THE_FUTURE, () -> FIRST.succeededBy(INSTALLATION.file(next, 0, 1), NOW));
        assertRefused(RefusalCode.TRUST_FROM_THE_FUTURE, () -> Succession.of(FIRST, TrustFile.of(next), NOW));
    }

    @Test
    void tellsWhichStopsEndWithAnOfficerBeforeAnybodySigned() throws RefusedException {
        StopOrder carols = INSTALLATION.stopWriter().freeze("demo", Optional.empty(), "mine");
        StopOrder shared = INSTALLATION.stopWriter().suspend(Installation.BOB, "break-in");
        StopOrder lift = INSTALLATION.stopWriter().lift(List.of(shared.digest()), "over");
        Stops stops = Stops.of(
                FIRST,
                List.of(
                        INSTALLATION.signed(carols, 2),
                        INSTALLATION.signed(shared, 2, 0),
                        INSTALLATION.signed(lift, 1, 2)),
                NOW);
        List<Officers.Officer> left = FIRST.content().officers().keys().stream()
                .filter(officer -> !officer.person().equals(Installation.CAROL))
                .toList();
        TrustContent next =
                TrustDraft.after(FIRST).officers(new Officers(2, left)).content(NOW, MONTH);

        assertThat(Succession.of(FIRST, TrustFile.of(next), NOW).ends(stops, NOW))
                .extracting(Stop::digest)
                .containsExactlyInAnyOrder(carols.digest(), lift.digest());
        TrustContent same = TrustDraft.after(FIRST).content(NOW, MONTH);
        assertThat(Succession.of(FIRST, TrustFile.of(same), NOW).ends(stops, NOW))
                .isEmpty();
    }

    @Test
    void theLogStaysTheSame() {
        LogTrust log = FIRST.log();
        for (LogTrust other : List.of(
                new LogTrust("other.test/log", log.keys()),
                new LogTrust(log.origin(), List.of("other")),
                new LogTrust(
                        log.origin(),
                        Stream.concat(log.keys().stream(), Stream.of("one more"))
                                .toList()))) {
            TrustContent next = TrustDraft.after(FIRST).log(other).content(NOW, MONTH);
            assertRefused(RefusalCode.TRUST_MALFORMED, () -> FIRST.succeededBy(INSTALLATION.file(next, 0, 1, 2), NOW));
        }
    }

    @Test
    void theChainLeadsThroughVersionsThatHaveExpiredSince() throws RefusedException {
        TrustContent two = TrustDraft.after(FIRST).content(NOW, Duration.ofDays(2));
        byte[] second = INSTALLATION.file(two, 0, 1);
        TrustDocument inForce = FIRST.succeededBy(second, NOW);
        Instant later = NOW.plus(Duration.ofDays(20));
        byte[] third = INSTALLATION.file(TrustDraft.after(inForce).content(later, MONTH), 1, 2);
        assertRefused(RefusalCode.TRUST_EXPIRED, () -> FIRST.succeededBy(second, later));
        TrustChain chain = TrustChain.of(FIRST).with(second, later).with(third, later);
        assertThat(chain.current().version()).isEqualTo(3);
    }

    @Test
    void anExpiredVersionInForceOrdersNothing() throws RefusedException {
        byte[] second = INSTALLATION.file(TrustDraft.after(FIRST).content(NOW, Duration.ofSeconds(60)), 0, 1);
        Instant expired = NOW.plusSeconds(60);
        TrustChain chain = TrustChain.of(FIRST).with(second, expired);
        SignedItem signed = INSTALLATION.approved(
                Installation.csr(Installation.etcdPeer("cp-1")), Installation.ETCD_PEER, "alice", "bob");
        assertThat(Decision.check(FIRST, Stops.NONE, signed, expired).isComplete())
                .isTrue();
        assertRefused(RefusalCode.TRUST_EXPIRED, () -> Decision.check(chain.current(), Stops.NONE, signed, expired));
    }

    @Test
    void knownVersionsMayBeOfferedAgain() throws RefusedException {
        TrustContent two = TrustDraft.after(FIRST).content(NOW, MONTH);
        TrustChain chain = TrustChain.of(FIRST).with(INSTALLATION.file(two, 0, 1), NOW);
        assertThat(chain.with(INSTALLATION.file(), NOW)).isSameAs(chain);
        assertThat(chain.with(INSTALLATION.file(two, 1, 2), NOW)).isSameAs(chain);
        assertThat(chain.digest(1)).contains(FIRST.digest());
        assertThat(chain.digest(2)).contains(chain.current().digest());
        assertThat(chain.digest(3)).isEmpty();
    }

    @Test
    void whatCameBeforeThePinIsNoBusinessOfTheChain() throws RefusedException {
        byte[] second = INSTALLATION.file(TrustDraft.after(FIRST).content(NOW, MONTH), 0, 1);
        TrustChain pinnedLate = TrustChain.of(TrustDocument.open(second, Sha256.of(second)));
        assertThat(pinnedLate.with(INSTALLATION.file(), NOW)).isSameAs(pinnedLate);
    }

    @Test
    void aVersionsOwnLifeLimitBindsTheNext() throws RefusedException {
        TrustContent strict = TrustDraft.after(FIRST).lifeCap(MONTH).content(NOW, MONTH);
        TrustDocument second = FIRST.succeededBy(INSTALLATION.file(strict, 0, 1), NOW);
        TrustContent looser =
                TrustDraft.after(second).lifeCap(Duration.ofDays(400)).content(NOW, MONTH.plusSeconds(1));
        assertRefused(RefusalCode.TRUST_MALFORMED, () -> second.succeededBy(INSTALLATION.file(looser, 0, 1, 2), NOW));
        TrustContent within =
                TrustDraft.after(second).lifeCap(Duration.ofDays(400)).content(NOW, MONTH);
        assertThat(second.succeededBy(INSTALLATION.file(within, 0, 1), NOW).version())
                .isEqualTo(3);
    }

    @Test
    void aFileKeepsThePayloadThatWasSigned() throws RefusedException {
        byte[] file = INSTALLATION.file();
        assertThat(TrustFile.parse(file).bytes()).isEqualTo(file);
        assertThat(TrustFile.parse(file).digest()).isEqualTo(FIRST.digest());
    }

    private static Approval signed(TrustContent content, ApproverKey key) {
        return StrictJws.sign(MessageType.TRUST, content.payload(), key);
    }

    private static void assertRefused(RefusalCode code, ThrowingCallable offering) {
        assertThatThrownBy(offering).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().code())
                .as(refused.getMessage())
                .isEqualTo(code));
    }
}
