package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Trust documents of a good form that have no place behind the one in force, or that the wrong people have signed. */
final class HostileTrustChainTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final Duration MONTH = Duration.ofDays(30);
    private static final TrustContent NEXT = TrustDraft.after(FIRST).content(NOW, MONTH);

    @TestFactory
    Stream<DynamicTest> refuses() throws RefusedException {
        List<HostileRow> rows = new ArrayList<>(List.of(
                rollbacks(), forks(), gaps(), otherInstallations(), fromTheFuture(), expired(), tooFew(), byOthers()));
        rows.addAll(new SignatureAttacks(MessageType.TRUST, NEXT.payload(), INSTALLATION.officerKey(0))
                .rows(
                        "a trust document's",
                        bad -> () -> FIRST.succeededBy(
                                TrustFile.parse(INSTALLATION.file(NEXT, 0, 1, 2))
                                        .with(bad)
                                        .bytes(),
                                NOW)));
        return rows.stream().map(HostileRow::test);
    }

    private static HostileRow rollbacks() throws RefusedException {
        HostileRow row = new HostileRow("rollback to an older version", RefusalCode.TRUST_ROLLBACK);
        TrustChain chain = TrustChain.of(FIRST);
        List<TrustContent> contents = new ArrayList<>(List.of(FIRST.content()));
        for (int version = 2; version <= 6; version++) {
            TrustContent next = TrustDraft.after(chain.current())
                    .useByCap(Duration.ofHours(version))
                    .content(NOW, MONTH);
            contents.add(next);
            chain = chain.with(INSTALLATION.file(next, 0, 1), NOW);
        }
        TrustChain sixth = chain;
        for (TrustContent old : contents) {
            row.add("the very version " + old.version(), () -> sixth.current()
                    .succeededBy(INSTALLATION.file(old, 0, 1, 2), NOW));
            if (old.version() < 6) {
                TrustContent rewritten = rewritten(old, old.version(), old.previous(), NOW.plusSeconds(1));
                row.add("a rewritten version " + old.version(), () -> sixth.current()
                        .succeededBy(INSTALLATION.file(rewritten, 0, 1, 2), NOW));
                row.add(
                        "a rewritten version " + old.version() + " for the chain",
                        () -> sixth.with(INSTALLATION.file(rewritten, 0, 1, 2), NOW));
            }
        }
        for (long seconds : new long[] {1, 3600, 86_400}) {
            TrustContent older = rewritten(
                    NEXT,
                    2,
                    Optional.of(FIRST.digest()),
                    FIRST.content().issued().minusSeconds(seconds));
            row.add(
                    "issued " + seconds + " s before its predecessor",
                    () -> FIRST.succeededBy(INSTALLATION.file(older, 0, 1, 2), NOW));
        }
        return row;
    }

    private static HostileRow forks() throws RefusedException {
        HostileRow row = new HostileRow("another document in the same place", RefusalCode.TRUST_FORK);
        TrustDocument second = FIRST.succeededBy(INSTALLATION.file(NEXT, 0, 1), NOW);
        for (int hours = 1; hours <= 8; hours++) {
            TrustContent other =
                    TrustDraft.after(FIRST).useByCap(Duration.ofHours(hours)).content(NOW, MONTH);
            row.add(
                    "version 2 with a use-by of " + hours + " h",
                    () -> second.succeededBy(INSTALLATION.file(other, 0, 1, 2), NOW));
            row.add("the same of " + hours + " h for the chain", () -> TrustChain.of(second)
                    .with(INSTALLATION.file(other, 0, 1, 2), NOW));
        }
        List<Sha256> digests = List.of(
                Sha256.of(new byte[0]),
                Sha256.of(INSTALLATION.file()),
                second.digest(),
                FIRST.profile("user").orElseThrow().digest(),
                Sha256.fromOctets(new byte[32]));
        for (Sha256 digest : digests) {
            TrustContent other = rewritten(NEXT, 2, Optional.of(digest), NOW);
            row.add("version 2 behind " + digest, () -> FIRST.succeededBy(INSTALLATION.file(other, 0, 1, 2), NOW));
        }
        return row;
    }

    private static HostileRow gaps() {
        HostileRow row = new HostileRow("version that leaves others out", RefusalCode.TRUST_VERSION_GAP);
        for (long version : new long[] {
            3,
            4,
            5,
            10,
            99,
            100,
            1000,
            1L << 16,
            1L << 31,
            1L << 32,
            (1L << 32) + 2,
            1L << 40,
            1L << 50,
            1L << 53,
            (1L << 53) - 1
        }) {
            TrustContent late = rewritten(NEXT, version, Optional.of(FIRST.digest()), NOW);
            row.add("version " + version, () -> FIRST.succeededBy(INSTALLATION.file(late, 0, 1, 2), NOW));
        }
        return row;
    }

    private static HostileRow otherInstallations() {
        HostileRow row = new HostileRow("trust document of another installation", RefusalCode.WRONG_DEPLOYMENT);
        JsonAttacks json = new JsonAttacks(Forgery.decoded(NEXT.payload()));
        for (int place = 0; place < 16; place++) {
            StringBuilder dep = new StringBuilder(Installation.DEPLOYMENT);
            dep.setCharAt(2 * place, '7');
            dep.setCharAt(2 * place + 1, 'a');
            byte[] payload = json.with(tree -> tree.put("dep", dep.toString()));
            row.add(
                    dep.toString(),
                    () -> FIRST.succeededBy(INSTALLATION.file(TrustContent.parse(payload), 0, 1, 2), NOW));
        }
        return row;
    }

    private static HostileRow fromTheFuture() {
        HostileRow row = new HostileRow("trust document from the future", RefusalCode.TRUST_FROM_THE_FUTURE);
        for (long ahead : new long[] {
            61,
            62,
            90,
            120,
            300,
            600,
            3600,
            7200,
            86_400,
            604_800,
            2_592_000,
            31_536_000,
            315_360_000,
            1L << 31,
            1L << 33
        }) {
            TrustContent late = rewritten(NEXT, 2, Optional.of(FIRST.digest()), NOW.plusSeconds(ahead));
            row.add(ahead + " s ahead", () -> FIRST.succeededBy(INSTALLATION.file(late, 0, 1, 2), NOW));
            row.add(ahead + " s ahead, for the chain", () -> TrustChain.of(FIRST)
                    .with(INSTALLATION.file(late, 0, 1, 2), NOW));
        }
        return row;
    }

    private static HostileRow expired() {
        HostileRow row = new HostileRow("trust document that has expired", RefusalCode.TRUST_EXPIRED);
        for (long life : new long[] {1, 60, 3600, 86_400, 2_592_000}) {
            TrustContent content = TrustDraft.after(FIRST).content(NOW, Duration.ofSeconds(life));
            for (long late : new long[] {0, 1, 86_400 * 365L}) {
                row.add(
                        life + " s of life, " + late + " s late",
                        () -> FIRST.succeededBy(
                                INSTALLATION.file(content, 0, 1, 2),
                                content.expires().plusSeconds(late)));
            }
        }
        return row;
    }

    private static HostileRow tooFew() {
        HostileRow row = new HostileRow("too few officers of one of the versions", RefusalCode.TRUST_TOO_FEW_OFFICERS);
        row.add("none", () -> FIRST.succeededBy(INSTALLATION.file(NEXT), NOW));
        for (int officer = 0; officer < 3; officer++) {
            for (int times = 1; times <= 3; times++) {
                int[] signers = Collections.nCopies(times, officer).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
                row.add(
                        times + " times officer " + officer,
                        () -> FIRST.succeededBy(INSTALLATION.file(NEXT, signers), NOW));
            }
        }
        TrustContent three =
                TrustDraft.after(FIRST).officers(officers(3, "carol")).content(NOW, MONTH);
        TrustContent twoKeys =
                TrustDraft.after(FIRST).officers(officers(2, "alice")).content(NOW, MONTH);
        TrustContent renamed =
                TrustDraft.after(FIRST).officers(officers(2, "dan")).content(NOW, MONTH);
        for (int[] two : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
            row.add(
                    "two of the new three " + Arrays.toString(two),
                    () -> FIRST.succeededBy(INSTALLATION.file(three, two), NOW));
        }
        row.add("two keys of one person of the new", () -> FIRST.succeededBy(INSTALLATION.file(twoKeys, 0, 2), NOW));
        row.add("one officer under two names", () -> FIRST.succeededBy(INSTALLATION.file(renamed, 2, 2), NOW));
        List<ApproverKey> others = List.of(Installation.key("secp256r1"), Installation.key("secp256r1"));
        TrustContent replaced = TrustDraft.after(FIRST)
                .officers(new Officers(
                        2,
                        List.of(
                                new Officers.Officer("dan", others.get(0).publicKey()),
                                new Officers.Officer("erin", others.get(1).publicKey()))))
                .content(NOW, MONTH);
        Approval dan = StrictJws.sign(MessageType.TRUST, replaced.payload(), others.get(0));
        Approval erin = StrictJws.sign(MessageType.TRUST, replaced.payload(), others.get(1));
        row.add("the new alone", () -> FIRST.succeededBy(file(replaced, List.of(dan, erin)), NOW));
        row.add(
                "the new and one old",
                () -> FIRST.succeededBy(
                        file(replaced, List.of(dan, erin, INSTALLATION.officerSignature(replaced, 0))), NOW));
        row.add("the old alone", () -> FIRST.succeededBy(INSTALLATION.file(replaced, 0, 1, 2), NOW));
        row.add(
                "the old and one new",
                () -> FIRST.succeededBy(
                        file(
                                replaced,
                                List.of(
                                        dan,
                                        INSTALLATION.officerSignature(replaced, 0),
                                        INSTALLATION.officerSignature(replaced, 1))),
                        NOW));
        return row;
    }

    private static HostileRow byOthers() {
        HostileRow row = new HostileRow("signature of somebody who is no officer", RefusalCode.KID_UNKNOWN);
        Map<String, ApproverKey> others = new LinkedHashMap<>();
        for (String name : List.of(
                "alice", "alice-second", "bob", "carol", "dave-elsewhere", "robot", "gone", "system", "revoker")) {
            others.put(name, INSTALLATION.approver(name));
        }
        others.put("a stranger", Installation.key("secp384r1"));
        others.forEach((name, key) -> {
            Approval other = StrictJws.sign(MessageType.TRUST, NEXT.payload(), key);
            row.add(name + " alone", () -> FIRST.succeededBy(file(NEXT, List.of(other)), NOW));
            row.add(
                    name + " beside all officers",
                    () -> FIRST.succeededBy(
                            TrustFile.parse(INSTALLATION.file(NEXT, 0, 1, 2))
                                    .with(other)
                                    .bytes(),
                            NOW));
        });
        return row;
    }

    /** The same officers' keys; the third belongs to this person. */
    private static Officers officers(int threshold, String thirdPerson) {
        return new Officers(
                threshold,
                List.of(
                        new Officers.Officer("alice", INSTALLATION.officerKey(0).publicKey()),
                        new Officers.Officer("bob", INSTALLATION.officerKey(1).publicKey()),
                        new Officers.Officer(
                                thirdPerson, INSTALLATION.officerKey(2).publicKey())));
    }

    private static TrustContent rewritten(
            TrustContent content, long version, Optional<Sha256> previous, Instant issued) {
        return new TrustContent(
                version,
                content.deployment(),
                previous,
                issued,
                issued.plus(MONTH),
                content.trustDomain(),
                content.officers(),
                content.roster(),
                content.clusters(),
                content.profiles(),
                content.log(),
                content.useByCap());
    }

    private static byte[] file(TrustContent content, List<Approval> signatures) {
        return TrustDocument.file(content, signatures);
    }
}
