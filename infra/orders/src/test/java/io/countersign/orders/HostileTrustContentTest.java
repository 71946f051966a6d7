package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Trust documents that every officer has signed and that must be refused all the same: they are of no strict form, contradict
 * themselves, or loosen what is compiled.
 */
final class HostileTrustContentTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TrustDocument FIRST = INSTALLATION.trust();
    private static final Instant NOW = INSTALLATION.now();
    private static final JsonAttacks NEXT = new JsonAttacks(Forgery.decoded(
            TrustDraft.after(FIRST).content(NOW, Duration.ofDays(30)).payload()));

    /** Places of the made-up installation's entries in its roster. */
    private static final int ALICE = 0;

    private static final int ROBOT = 5;
    private static final int SYSTEM = 7;

    @Test
    void acceptsTheDocumentBeforeItIsSpoilt() throws RefusedException {
        offer(NEXT.with(tree -> {}));
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        return Stream.of(
                        json("trust document without a member", JsonAttacks::withoutEach),
                        json("trust document with one member more", JsonAttacks::withOneMore),
                        json("trust document with a member of another kind", JsonAttacks::withOtherKinds),
                        json("trust document that is no strict JSON", JsonAttacks::spellings),
                        files(),
                        thresholds(),
                        keys(),
                        keysTwice(),
                        kinds(),
                        persons(),
                        limits(),
                        profileTexts(),
                        clusters())
                .map(HostileRow::test);
    }

    private static HostileRow json(String name, Function<JsonAttacks, Map<String, byte[]>> attacks) {
        HostileRow row = row(name);
        attacks.apply(NEXT).forEach((what, payload) -> row.add(what, () -> offer(payload)));
        return row;
    }

    private static HostileRow files() {
        HostileRow row = row("trust file of another form");
        byte[] good = INSTALLATION.file(TrustDraft.after(FIRST).content(NOW, Duration.ofDays(30)), 0, 1);
        JsonAttacks file = new JsonAttacks(good);
        for (Map<String, byte[]> attacks :
                List.of(file.spellings(), file.withoutEach(), file.withOneMore(), file.withOtherKinds())) {
            attacks.forEach((what, bytes) -> row.add(what, () -> FIRST.succeededBy(bytes, NOW)));
        }
        for (String tail : List.of("=", "+", "/", " ", ".", "A", "\n")) {
            byte[] bytes =
                    file.with(tree -> tree.put("payload", tree.get("payload").asText() + tail));
            row.add("payload with '" + tail + "' behind", () -> FIRST.succeededBy(bytes, NOW));
        }
        byte[] many = file.with(tree -> {
            ArrayNode signatures = tree.withArray("/signatures");
            IntStream.range(0, 63).forEach(i -> signatures.add(signatures.get(0)));
        });
        row.add("65 signatures", () -> FIRST.succeededBy(many, NOW));
        row.add("9 MiB", () -> FIRST.succeededBy(new byte[9 * 1024 * 1024], NOW));
        return row;
    }

    private static HostileRow thresholds() {
        HostileRow row = row("officers below the compiled floor");
        for (long threshold : new long[] {
            Long.MIN_VALUE, -2, -1, 0, 1, 4, 9, 64, 2 + (1L << 32), 1 + (1L << 32), 2 - (1L << 32), Long.MAX_VALUE
        }) {
            add(row, "threshold " + threshold, tree -> officers(tree).put("threshold", threshold));
        }
        add(row, "no officers", tree -> officers(tree).putArray("keys"));
        add(row, "one officer", tree -> {
            ArrayNode keys = officers(tree).withArray("/keys");
            keys.remove(1);
            keys.remove(1);
        });
        add(row, "two keys of one person", tree -> {
            ArrayNode keys = officers(tree).withArray("/keys");
            keys.remove(2);
            ((ObjectNode) keys.get(1)).put("person", "alice");
        });
        add(row, "three keys of one person", tree -> officers(tree)
                .withArray("/keys")
                .forEach(key -> ((ObjectNode) key).put("person", "alice")));
        add(row, "nine of nine, more than a lift can carry", tree -> {
            officers(tree).put("threshold", 9);
            for (int i = 3; i < 9; i++) {
                ObjectNode officer = officers(tree).withArray("/keys").addObject();
                officer.put("person", "officer-" + i);
                key(officer, Installation.key("secp256r1").publicKey());
            }
        });
        return row;
    }

    private static HostileRow keys() {
        HostileRow row = row("a key that is not acceptable");
        byte[] spki = INSTALLATION.approver("alice").publicKey().spki().toArray();
        String good = Bytes.of(spki).toString();
        for (String bad : List.of(
                "",
                "AA",
                good + "=",
                good.substring(4),
                Bytes.of(Installation.pair("secp521r1").getPublic().getEncoded())
                        .toString(),
                Bytes.of(OddKeys.rsa()).toString(),
                Bytes.of(OddKeys.longer(spki)).toString(),
                Bytes.of(OddKeys.longForm(spki)).toString(),
                Bytes.of(OddKeys.compressed(spki)).toString(),
                Bytes.of(OddKeys.offCurve(spki)).toString())) {
            int number = row.size();
            add(row, "roster key " + number, tree -> roster(tree, ALICE).put("spki", bad));
            add(row, "officer key " + number, tree -> ((ObjectNode)
                            officers(tree).withArray("/keys").get(0))
                    .put("spki", bad));
        }
        for (String alg : List.of("none", "ES384", "RS256", "", "es256")) {
            add(row, "roster alg '" + alg + "'", tree -> roster(tree, ALICE).put("alg", alg));
            add(row, "officer alg '" + alg + "'", tree -> ((ObjectNode)
                            officers(tree).withArray("/keys").get(0))
                    .put("alg", alg));
        }
        return row;
    }

    private static HostileRow keysTwice() {
        HostileRow row = row("a key listed twice");
        List<RosterEntry> roster = INSTALLATION.content().roster();
        for (int place = 0; place < roster.size(); place++) {
            int other = (place + 1) % roster.size();
            int own = place;
            JwsKey key = roster.get(place).key();
            add(row, "of the roster's " + place + " for its " + other, tree -> key(roster(tree, other), key));
            add(row, "of the roster's " + own + " for a stranger", tree -> {
                ObjectNode entry = roster(tree, own).deepCopy();
                entry.put("person", "stranger");
                entry.put("kind", "human");
                tree.withArray("/roster").add(entry);
            });
            add(row, "of the roster's " + own + " for the officer erin", tree -> {
                ObjectNode officer = officers(tree).withArray("/keys").addObject();
                officer.put("person", "erin");
                key(officer, key);
            });
        }
        JwsKey ca = JwsKey.of(INSTALLATION.caKeys("demo", "ca").getPublic());
        add(row, "of a CA for an approver", tree -> key(roster(tree, ALICE), ca));
        add(
                row,
                "of a CA for an officer",
                tree -> key((ObjectNode) officers(tree).withArray("/keys").get(0), ca));
        add(
                row,
                "of an officer for another",
                tree -> key(
                        (ObjectNode) officers(tree).withArray("/keys").get(0),
                        INSTALLATION.officerKey(1).publicKey()));
        add(row, "of a CA for another CA", tree -> {
            ArrayNode issuers = tree.withArray("/clusters/0/issuers");
            ((ObjectNode) issuers.get(0)).set("certificate", issuers.get(1).get("certificate"));
        });
        add(row, "of the log", tree -> tree.withArray("/logs/keys").add("unused"));
        return row;
    }

    private static HostileRow kinds() {
        HostileRow row = row("robots and systems that are more than that");
        for (String role : List.of("approver", "officer", "revoker")) {
            add(row, "robot as " + role, tree -> roster(tree, ROBOT)
                    .putArray("roles")
                    .add(role));
        }
        for (List<String> clusters : List.of(
                List.<String>of(),
                List.of("*"),
                List.of("demo", "other"),
                List.of("demo", "*"),
                List.of("unlisted"),
                List.of("Demo"),
                List.of(" demo"))) {
            add(row, "robot for " + clusters, tree -> {
                ArrayNode array = roster(tree, ROBOT).putArray("clusters");
                clusters.forEach(array::add);
            });
        }
        for (int place : new int[] {ROBOT, SYSTEM}) {
            add(row, "the person alice at " + place, tree -> roster(tree, place).put("person", "alice"));
            add(row, "officer named as " + place, tree -> {
                ObjectNode officer =
                        (ObjectNode) officers(tree).withArray("/keys").get(0);
                officer.put("person", roster(tree, place).get("person").asText());
            });
            add(row, "officer with person and key of " + place, tree -> {
                ObjectNode officer = officers(tree).withArray("/keys").addObject();
                officer.put("person", roster(tree, place).get("person").asText());
                officer.set("spki", roster(tree, place).get("spki"));
                officer.put("alg", "ES256");
            });
        }
        add(row, "system as officer", tree -> roster(tree, SYSTEM)
                .withArray("/roles")
                .add("officer"));
        for (String kind : List.of("", "Robot", "bridge", "admin", "human ", "*")) {
            add(row, "kind '" + kind + "'", tree -> roster(tree, ROBOT).put("kind", kind));
        }
        return row;
    }

    private static HostileRow persons() {
        HostileRow row = row("a person's id or role that is none");
        for (String person :
                List.of("", " ", "alice ", "-alice", "al ice", "al\u0456ce", "a\nb", "*", "x".repeat(65), "a/b")) {
            add(row, "roster person '" + person + "'", tree -> roster(tree, ALICE)
                    .put("person", person));
            add(row, "officer person '" + person + "'", tree -> ((ObjectNode)
                            officers(tree).withArray("/keys").get(0))
                    .put("person", person));
        }
        for (String role : List.of("", "Approver", "admin", "robot", "*")) {
            add(row, "role '" + role + "'", tree -> roster(tree, ALICE)
                    .putArray("roles")
                    .add(role));
        }
        return row;
    }

    private static HostileRow limits() {
        HostileRow row = row("limits and times beyond the compiled ones");
        long week = Duration.ofDays(7).toSeconds();
        for (long useBy : new long[] {Long.MIN_VALUE, -1, 0, week + 1, week * 52, 1L << 32, Long.MAX_VALUE}) {
            add(row, "use-by of " + useBy, tree -> tree.withObject("/limits").put("useBy", useBy));
        }
        long most = TrustContent.LONGEST_LIFE.toSeconds();
        for (long life : new long[] {Long.MIN_VALUE, -1, 0, 1, most + 1, Long.MAX_VALUE}) {
            add(row, "life of " + life, tree -> tree.withObject("/limits").put("life", life));
        }
        long issued = NOW.getEpochSecond();
        for (long expires : new long[] {
            Long.MIN_VALUE, -1, 0, issued - 1, issued, issued + most + 1, 253_402_300_799L, 253_402_300_800L
        }) {
            add(row, "expires at " + expires, tree -> tree.put("expires", expires));
        }
        for (long version : new long[] {Long.MIN_VALUE, -1, 0, 1}) {
            add(row, "version " + version, tree -> tree.put("version", version));
        }
        for (String dep : List.of("", "00", "F".repeat(32), "0".repeat(33))) {
            add(row, "dep '" + dep + "'", tree -> tree.put("dep", dep));
        }
        for (String domain : List.of("", "Countersign.test", "a b", "-a", "spiffe://a")) {
            add(row, "trust domain '" + domain + "'", tree -> tree.put("trustDomain", domain));
        }
        return row;
    }

    private static HostileRow profileTexts() {
        HostileRow row = row("profiles whose text is not what is said of it");
        for (int place = 0; place < 6; place++) {
            int at = place;
            add(row, "text of the next at " + at, tree -> profile(tree, at)
                    .put("text", profile(tree, at + 1).get("text").asText()));
            add(row, "digest of the next at " + at, tree -> profile(tree, at)
                    .set("sha256", profile(tree, at + 1).get("sha256")));
            add(row, "name of the next at " + at, tree -> profile(tree, at)
                    .set("name", profile(tree, at + 1).get("name")));
            add(row, "a blank behind at " + at, tree -> profile(tree, at)
                    .put("text", profile(tree, at).get("text").asText() + " "));
            add(row, "twice at " + at, tree -> tree.withArray("/profiles").add(profile(tree, at)));
        }
        for (String name : List.of("User", "user 2", "", "../user", "user\u0000")) {
            add(row, "called '" + name + "'", tree -> {
                ObjectNode entry = tree.withArray("/profiles").addObject();
                String text = FIRST.profile("user")
                        .orElseThrow()
                        .text()
                        .replace("\"name\": \"user\"", "\"name\": \"" + name.replace("\u0000", "\\u0000") + "\"");
                entry.put("name", name);
                entry.put("text", text);
                entry.put(
                        "sha256",
                        Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString());
            });
        }
        return row;
    }

    private static HostileRow clusters() {
        HostileRow row = row("clusters that contradict themselves");
        for (int place = 0; place < 3; place++) {
            String at = "/clusters/" + place;
            add(row, "twice " + at, tree -> tree.withArray("/clusters").add(tree.at(at)));
            add(row, "an issuer name twice " + at, tree -> ((ObjectNode) tree.at(at + "/issuers/1"))
                    .set("name", tree.at(at + "/issuers/0/name")));
            add(row, "a node twice " + at, tree -> tree.withArray(at + "/nodes").add(tree.at(at + "/nodes/0")));
            for (String name : List.of("", "Demo", "a/b", "*")) {
                add(row, "called '" + name + "' " + at, tree -> ((ObjectNode) tree.at(at)).put("name", name));
                add(row, "node '" + name + "' " + at, tree -> ((ObjectNode) tree.at(at + "/nodes/0"))
                        .put("name", name));
            }
            for (String certificate : List.of("", "AA", "A", "=", "MIIB")) {
                add(row, "CA '" + certificate + "' " + at, tree -> ((ObjectNode) tree.at(at + "/issuers/0"))
                        .put("certificate", certificate));
            }
        }
        return row;
    }

    private static HostileRow row(String name) {
        return new HostileRow(name, RefusalCode.TRUST_MALFORMED);
    }

    private static void add(HostileRow row, String what, Consumer<ObjectNode> change) {
        byte[] changed = NEXT.with(change);
        assertThat(changed).as(what + " changes something").isNotEqualTo(NEXT.with(tree -> {}));
        row.add(what, () -> offer(changed));
    }

    private static ObjectNode officers(ObjectNode tree) {
        return (ObjectNode) tree.get("officers");
    }

    private static ObjectNode roster(ObjectNode tree, int place) {
        return (ObjectNode) tree.get("roster").get(place);
    }

    private static ObjectNode profile(ObjectNode tree, int place) {
        return (ObjectNode) tree.get("profiles").get(place);
    }

    private static void key(ObjectNode entry, JwsKey key) {
        entry.put("spki", key.spki().toString());
        entry.put("alg", key.algorithm().name());
    }

    /** Signed by every officer. */
    private static void offer(byte[] payload) throws RefusedException {
        String segment = StrictJws.payload(payload);
        TrustFile file = new TrustFile(
                segment,
                IntStream.range(0, 3)
                        .mapToObj(
                                officer -> StrictJws.sign(MessageType.TRUST, segment, INSTALLATION.officerKey(officer)))
                        .toList());
        FIRST.succeededBy(file.bytes(), NOW);
    }
}
