package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Stops and lifts that must not be believed, by the code that says why. */
final class HostileStopsTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument TRUST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final String DIGEST = Sha256.of(new byte[] {1}).toString();

    private final Map<String, JsonAttacks> acts = new LinkedHashMap<>();

    HostileStopsTest() throws RefusedException {
        StopWriter writer = INSTALLATION.stopWriter();
        Sha256 digest = Sha256.parse(DIGEST);
        act(writer.freeze("demo", Optional.of(Installation.ETCD_PEER), "why"));
        act(writer.suspend("bob", "why"));
        act(writer.cancel(digest, "why"));
        act(writer.disable("user", Optional.of("demo"), "why"));
        act(writer.lift(List.of(digest), "why"));
    }

    @Test
    void believesEachActWhenNothingIsHostile() throws RefusedException {
        for (JsonAttacks act : acts.values()) {
            verify(act.with(claims -> {}));
        }
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        List<HostileRow> rows = new ArrayList<>();
        rows.add(json("stop without a member", json -> json.withoutEach(), "/lin", "disable without /clu"));
        rows.add(json("stop with one member more", JsonAttacks::withOneMore));
        rows.add(json("stop with a member of another kind", JsonAttacks::withOtherKinds));
        rows.add(json("stop that is no strict JSON", JsonAttacks::spellings));
        rows.add(foreignMembers());
        rows.add(badValues());
        rows.add(badTargets());
        rows.add(wrongActs());
        rows.add(otherInstallations());
        rows.add(fromTheFuture());
        rows.add(byOthers());
        rows.add(liftsOfTooFew());
        rows.add(tooLarge());
        rows.add(badFiles());
        String payload = StrictJws.payload(act("freeze").with(claims -> {}));
        rows.addAll(new SignatureAttacks(MessageType.ORDER, payload, INSTALLATION.officerKey(0))
                .rows("a stop's", bad -> () -> verify(new SignedStop(payload, List.of(bad)))));
        return rows.stream().map(HostileRow::test);
    }

    private HostileRow json(String name, Function<JsonAttacks, Map<String, byte[]>> attacks, String... harmless) {
        HostileRow row = new HostileRow(name, RefusalCode.STOP_MALFORMED);
        acts.forEach((act, json) -> attacks.apply(json).forEach((what, payload) -> {
            String full = act + " " + what;
            // The act and the version are looked at first, with a code of their own.
            boolean other = Stream.of(harmless).anyMatch(full::endsWith);
            if (!other) {
                row.add(full, () -> verify(payload));
            }
        }));
        return row;
    }

    private HostileRow foreignMembers() {
        Map<String, Consumer<ObjectNode>> members = Map.of(
                "exp", claims -> claims.put("exp", NOW.plusSeconds(60).getEpochSecond()),
                "items", claims -> claims.putArray("items").add(DIGEST),
                "req", claims -> claims.put("req", "alice"),
                "person", claims -> claims.put("person", "alice"),
                "order", claims -> claims.put("order", DIGEST),
                "stops", claims -> claims.putArray("stops").add(DIGEST),
                "lin", claims -> claims.put("lin", "demo/etcd-peer/cp-1"),
                "profile", claims -> claims.put("profile", "user"));
        HostileRow row = new HostileRow("stop with a member of another act", RefusalCode.STOP_MALFORMED);
        acts.forEach((act, json) -> members.forEach((name, change) -> {
            byte[] changed = json.with(change);
            byte[] without = json.with(claims -> claims.remove(name));
            if (Arrays.equals(without, json.with(claims -> {}))) {
                row.add(act + " with " + name, () -> verify(changed));
            }
        }));
        return row;
    }

    private HostileRow badValues() {
        HostileRow row = new HostileRow("stop with a bad value", RefusalCode.STOP_MALFORMED);
        for (String why : List.of("", "x".repeat(201), "a\nb", "a\u0000b", "a\u202eb", "a\u200bb", "\u001b[2J")) {
            texts(row, "cancel", "why", why);
        }
        for (String hex : List.of(
                "", "00", "G".repeat(32), "A".repeat(32), "0".repeat(31), "0".repeat(33), " " + "0".repeat(31))) {
            texts(row, "cancel", "rid", hex);
            texts(row, "cancel", "dep", hex);
        }
        // Half a character exists as an escape only.
        String half = new String(act("cancel").with(claims -> {}), StandardCharsets.UTF_8)
                .replace("\"why\":\"why\"", "\"why\":\"\\ud800\"");
        row.add("why half a character", () -> verify(half.getBytes(StandardCharsets.UTF_8)));
        for (long time : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800L}) {
            row.add("iat " + time, () -> verify(act("cancel").with(claims -> claims.put("iat", time))));
        }
        return row;
    }

    private HostileRow badTargets() {
        HostileRow row = new HostileRow("stop of something that cannot be", RefusalCode.STOP_MALFORMED);
        for (String name : List.of("", "*", "Demo", "-demo", "demo/ca", "demo ", "d\u00e9mo", "x".repeat(254))) {
            row.add(
                    "freeze clu " + name,
                    () -> verify(act("freeze").with(claims -> {
                        claims.put("clu", name);
                        claims.remove("lin");
                    })));
            texts(row, "disable", "clu", name);
            texts(row, "disable", "profile", name);
        }
        for (String lineage : List.of(
                "other/etcd-peer/cp-1",
                "demo/etcd-peer",
                "demo//cp-1",
                "demo/*/*",
                "*",
                "",
                "demo/a/b/c",
                "demo/A/b")) {
            texts(row, "freeze", "lin", lineage);
        }
        for (String person : List.of("", "*", " bob", "bob ", "b\u00f6b", "-bob", "bob\n", "x".repeat(65))) {
            texts(row, "suspend", "person", person);
        }
        for (String digest : List.of("", "AA", DIGEST + "=", DIGEST + "A", DIGEST.substring(1), "*", "0".repeat(64))) {
            texts(row, "cancel", "order", digest);
            row.add(
                    "lift " + digest,
                    () -> verify(
                            act("lift").with(claims -> claims.putArray("stops").add(digest))));
        }
        row.add("lift nothing", () -> verify(act("lift").with(claims -> claims.putArray("stops"))));
        row.add(
                "lift one twice",
                () -> verify(
                        act("lift").with(claims -> claims.withArray("/stops").add(DIGEST))));
        row.add(
                "lift 65",
                () -> verify(act("lift").with(claims -> {
                    ArrayNode stops = claims.putArray("stops");
                    for (int i = 0; i < 65; i++) {
                        stops.add(Sha256.of(new byte[] {2, (byte) i}).toString());
                    }
                })));
        return row;
    }

    private HostileRow wrongActs() {
        HostileRow row = new HostileRow("order of another act, or version", RefusalCode.WRONG_ACT);
        for (String act : List.of(
                "issue",
                "deny",
                "grant",
                "revoke",
                "bundle",
                "",
                "Freeze",
                "FREEZE",
                "freeze ",
                "stop",
                "resume",
                "unfreeze",
                "lift\u0000",
                "*")) {
            row.add("act '" + act + "'", () -> verify(act("freeze").with(claims -> claims.put("act", act))));
        }
        for (long version : new long[] {0, 2, -1, Integer.MAX_VALUE, 1L + (1L << 32)}) {
            row.add("v " + version, () -> verify(act("lift").with(claims -> claims.put("v", version))));
        }
        return row;
    }

    private HostileRow otherInstallations() {
        HostileRow row = new HostileRow("stop of another installation", RefusalCode.WRONG_DEPLOYMENT);
        for (String act : acts.keySet()) {
            for (String dep : List.of("f".repeat(32), "0".repeat(32), "1" + Installation.DEPLOYMENT.substring(1))) {
                row.add(act + " of " + dep, () -> verify(act(act).with(claims -> claims.put("dep", dep))));
            }
        }
        return row;
    }

    private HostileRow fromTheFuture() {
        HostileRow row = new HostileRow("stop from the future", RefusalCode.ORDER_FROM_THE_FUTURE);
        for (String act : acts.keySet()) {
            for (long ahead : new long[] {61, 3600, 86_400 * 365L}) {
                row.add(
                        act + " " + ahead + " s ahead",
                        () -> verify(act(act).with(claims -> claims.put("iat", NOW.getEpochSecond() + ahead))));
            }
        }
        return row;
    }

    private HostileRow byOthers() {
        HostileRow row = new HostileRow("stop by somebody who is no officer", RefusalCode.NOT_AN_OFFICER);
        Map<String, ApproverKey> others = new LinkedHashMap<>();
        for (String name : List.of(
                "alice", "alice-second", "bob", "carol", "dave-elsewhere", "robot", "gone", "system", "revoker")) {
            others.put(name, INSTALLATION.approver(name));
        }
        others.put("a stranger", Installation.key("secp256r1"));
        others.forEach((name, key) -> {
            for (String act : List.of("freeze", "lift")) {
                String payload = StrictJws.payload(act(act).with(claims -> {}));
                Approval approval = StrictJws.sign(MessageType.ORDER, payload, key);
                row.add(act + " by " + name, () -> verify(new SignedStop(payload, List.of(approval))));
            }
        });
        return row;
    }

    private HostileRow liftsOfTooFew() {
        HostileRow row = new HostileRow("lift by too few persons", RefusalCode.LIFT_NEEDS_QUORUM);
        byte[] lift = act("lift").with(claims -> {});
        for (int officer = 0; officer < 3; officer++) {
            int alone = officer;
            for (int times = 1; times <= 4; times++) {
                int[] signers = Collections.nCopies(times, alone).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
                row.add(times + " times officer " + alone, () -> verify(TRUST, lift, signers));
            }
        }
        TrustDocument three = withThreshold(3, "carol");
        TrustDocument twoKeys = withThreshold(2, "alice");
        row.add("two of three", () -> verify(three, lift, 0, 1));
        row.add("two others of three", () -> verify(three, lift, 1, 2));
        row.add("two of three, one twice", () -> verify(three, lift, 0, 2, 2));
        row.add("two keys of one person", () -> verify(twoKeys, lift, 0, 2));
        return row;
    }

    private HostileRow tooLarge() {
        HostileRow row = new HostileRow("stop that is too large", RefusalCode.ORDER_TOO_LARGE);
        for (int blanks : new int[] {8 * 1024, 8 * 1024 + 1, 10_000, 12_000, 100_000}) {
            byte[] good = act("suspend").with(claims -> {});
            byte[] padded =
                    (" ".repeat(blanks) + new String(good, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            row.add(blanks + " blanks", () -> verify(padded));
        }
        String payload = StrictJws.payload(act("suspend").with(claims -> {}));
        Approval good = StrictJws.sign(MessageType.ORDER, payload, INSTALLATION.officerKey(0));
        for (int count : new int[] {9, 10, 64, 1000, 100_000}) {
            row.add(count + " signatures", () -> verify(new SignedStop(payload, Collections.nCopies(count, good))));
        }
        for (int length : new int[] {513, 600, 16_384, 20_000}) {
            Approval longHeader = new Approval("A".repeat(length), good.signature());
            row.add("header of " + length, () -> verify(new SignedStop(payload, List.of(longHeader))));
        }
        row.add(
                "signature of 20,000",
                () -> verify(new SignedStop(payload, List.of(new Approval(good.header(), "A".repeat(20_000))))));
        row.add("file of 33 KiB", () -> SignedStop.parse(new byte[33 * 1024]));
        return row;
    }

    private HostileRow badFiles() {
        HostileRow row = new HostileRow("stop's file of another form", RefusalCode.STOP_MALFORMED);
        JsonAttacks file =
                new JsonAttacks(INSTALLATION.signed(order("suspend"), 0).file());
        for (Map<String, byte[]> attacks :
                List.of(file.spellings(), file.withoutEach(), file.withOneMore(), file.withOtherKinds())) {
            attacks.forEach((what, bytes) -> row.add(what, () -> SignedStop.parse(bytes)));
        }
        return row;
    }

    private void texts(HostileRow row, String act, String member, String value) {
        row.add(
                act + " " + member + " '" + value + "'",
                () -> verify(act(act).with(claims -> claims.put(member, value))));
    }

    private JsonAttacks act(String name) {
        return acts.get(name);
    }

    private void act(StopOrder order) {
        acts.put(order.act().wireName(), new JsonAttacks(Forgery.decoded(order.payload())));
    }

    private StopOrder order(String act) {
        try {
            return StopOrder.parse(act(act).with(claims -> {}));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same officers with another threshold; the third key belongs to this person. */
    private static TrustDocument withThreshold(int threshold, String thirdPerson) {
        List<Officers.Officer> keys = List.of(
                new Officers.Officer("alice", INSTALLATION.officerKey(0).publicKey()),
                new Officers.Officer("bob", INSTALLATION.officerKey(1).publicKey()),
                new Officers.Officer(thirdPerson, INSTALLATION.officerKey(2).publicKey()));
        TrustContent next =
                TrustDraft.after(TRUST).officers(new Officers(threshold, keys)).content(NOW, Duration.ofDays(30));
        try {
            return TRUST.succeededBy(INSTALLATION.file(next, 0, 1, 2), NOW);
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Well signed by two officers. */
    private static void verify(byte[] payload) throws RefusedException {
        verify(TRUST, payload, 0, 1);
    }

    private static void verify(TrustDocument trust, byte[] payload, int... officers) throws RefusedException {
        String segment = StrictJws.payload(payload);
        List<Approval> approvals = new ArrayList<>();
        for (int officer : officers) {
            approvals.add(StrictJws.sign(MessageType.ORDER, segment, INSTALLATION.officerKey(officer)));
        }
        assertThat(StopCheck.verify(trust, new SignedStop(segment, approvals), NOW)
                        .digest())
                .isEqualTo(Sha256.of(payload));
    }

    private static void verify(SignedStop stop) throws RefusedException {
        StopCheck.verify(TRUST, stop, NOW);
    }
}
