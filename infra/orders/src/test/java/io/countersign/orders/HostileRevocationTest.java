package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus of hostile revoke orders: each row is wrong in one way and gets that way's code, well signed by two revokers. */
final class HostileRevocationTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final Installation INSTALLATION = WORLD.installation;
    private static final TrustDocument TRUST = WORLD.trust;
    private static final Instant NOW = WORLD.now;

    /** Two revokers, so that no row is refused for want of a second one. */
    private static final String[] ENOUGH = {"revoker", "revoker-second"};

    private final JsonAttacks order = new JsonAttacks(Forgery.decoded(order(1).payload()));

    private static RevocationOrder order(int... serials) {
        return RevokedCertificate.order(
                WORLD,
                IntStream.of(serials)
                        .mapToObj(serial -> new Revoked(CorpusWorld.serial(500 + serial), RevokedCertificate.LINEAGE))
                        .toArray(Revoked[]::new));
    }

    @Test
    void believesTheOrderWhenNothingIsHostile() throws Exception {
        verify(order.with(claims -> {}));
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        List<HostileRow> rows = new ArrayList<>();
        rows.add(json("revoke order with a member less or more", attacks -> {
            Map<String, byte[]> both = attacks.withoutEach();
            both.putAll(attacks.withOneMore());
            return both;
        }));
        rows.add(json("revoke order with a member of another kind", JsonAttacks::withOtherKinds));
        rows.add(json("revoke order that is no strict JSON", JsonAttacks::spellings));
        rows.add(foreignMembers());
        rows.add(badValues());
        rows.add(badCertificates());
        rows.add(tooManyCertificates());
        rows.add(unsorted());
        rows.add(wrongActs());
        rows.add(otherInstallations());
        rows.add(fromTheFuture());
        rows.add(unknownIssuers());
        rows.add(issuersOfOtherClusters());
        rows.add(issuersWithoutCrl());
        return rows.stream().map(HostileRow::test);
    }

    private HostileRow json(String name, Function<JsonAttacks, Map<String, byte[]>> attacks) {
        HostileRow row = new HostileRow(name, RefusalCode.REVOCATION_MALFORMED);
        attacks.apply(order).forEach((what, payload) -> row.add(what, () -> verify(payload)));
        return row;
    }

    private void claims(HostileRow row, String what, Consumer<ObjectNode> change) {
        row.add(what, () -> verify(order.with(change)));
    }

    private HostileRow foreignMembers() {
        HostileRow row = new HostileRow("revoke order with a member of another act", RefusalCode.REVOCATION_MALFORMED);
        for (String member : List.of(
                "exp",
                "items",
                "req",
                "person",
                "order",
                "stops",
                "lin",
                "profile",
                "grants",
                "gra",
                "requests",
                "serial",
                "until",
                "hold",
                "remove",
                "nextUpdate")) {
            claims(row, "with " + member, claims -> claims.put(member, "x"));
        }
        return row;
    }

    private HostileRow badValues() {
        HostileRow row = new HostileRow("revoke order with a bad value", RefusalCode.REVOCATION_MALFORMED);
        Map<String, List<String>> bad = Map.of(
                "why", List.of("", "x".repeat(201), "a\nb", "a\u0000b", "a\u202eb", "\u001b[2J"),
                "rid", List.of("", "00", "G".repeat(32), "A".repeat(32), "0".repeat(33)),
                "dep", List.of("", "00", "A".repeat(32), "0".repeat(31)),
                "clu", List.of("", "*", "Demo", "demo ", "demo/etcd-ca", "x".repeat(254)),
                "iss", List.of("", "AA", "*", "0".repeat(64), Sha256.of(new byte[1]) + "="),
                "reason",
                        List.of(
                                "",
                                "KEY_COMPROMISE",
                                "keycompromise",
                                "certificateHold",
                                "removeFromCRL",
                                "cACompromise",
                                "aACompromise",
                                "keyCompromise ",
                                "1"));
        bad.forEach((member, values) ->
                values.forEach(value -> claims(row, member + " '" + value + "'", claims -> claims.put(member, value))));
        for (long time : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800L}) {
            claims(row, "iat " + time, claims -> claims.put("iat", time));
        }
        return row;
    }

    private HostileRow badCertificates() {
        HostileRow row = new HostileRow("revoke order of something else", RefusalCode.REVOCATION_MALFORMED);
        for (String serial : List.of(
                "", "0", "00", "-1", "01", "0x1", "1A", "g", "*", "1 ", "1\n", "1".repeat(41), "8" + "0".repeat(39))) {
            claims(row, "serial '" + serial + "'", claims -> only(claims).put("serial", serial));
        }
        for (String lineage : List.of(
                "",
                "*",
                "demo/*/*",
                "demo/etcd-peer",
                "demo//cp-1",
                "other/etcd-peer/cp-1",
                "demo/a/b/c",
                "demo/A/b")) {
            claims(row, "lin '" + lineage + "'", claims -> only(claims).put("lin", lineage));
        }
        String own = INSTALLATION
                .issuer("demo", "etcd-ca")
                .certificate()
                .getSerialNumber()
                .toString(16);
        claims(row, "the CA itself", claims -> only(claims).put("serial", own));
        claims(row, "nothing", claims -> claims.putArray("certificates"));
        return row;
    }

    private static ObjectNode only(ObjectNode claims) {
        return (ObjectNode) claims.get("certificates").get(0);
    }

    private static void name(ArrayNode certificates, String serial) {
        certificates.addObject().put("serial", serial).put("lin", RevokedCertificate.LINEAGE.toString());
    }

    private HostileRow tooManyCertificates() {
        HostileRow row = new HostileRow("revoke order of too many", RefusalCode.REVOCATION_MALFORMED);
        for (int count = 65; count < 65 + HostileRow.LEAST_CASES; count++) {
            int many = count;
            claims(row, many + " certificates", claims -> {
                ArrayNode certificates = claims.putArray("certificates");
                IntStream.range(0, many).forEach(i -> name(certificates, Integer.toHexString(256 + i)));
            });
        }
        return row;
    }

    private HostileRow unsorted() {
        HostileRow row = new HostileRow("revoke order out of order", RefusalCode.REVOCATION_MALFORMED);
        for (String serials : List.of(
                "2 1",
                "1 1",
                "1 2 2",
                "2 2 3",
                "3 1 2",
                "1 3 2",
                "1 2 1",
                "10 9",
                "100 ff",
                "a 9",
                "f0 1f",
                "10 2",
                "7fffffffffffffff 1",
                "1 2 3 4 6 5",
                "1 2 3 4 5 5")) {
            claims(row, serials, claims -> {
                ArrayNode certificates = claims.putArray("certificates");
                for (String serial : serials.split(" ", -1)) {
                    name(certificates, serial);
                }
            });
        }
        return row;
    }

    private HostileRow wrongActs() {
        HostileRow row = new HostileRow("order of another act than revoke", RefusalCode.WRONG_ACT);
        for (String act : List.of(
                "issue",
                "deny",
                "grant",
                "freeze",
                "suspend",
                "cancel",
                "disable",
                "lift",
                "bundle",
                "",
                "Revoke",
                "REVOKE",
                "revoke ",
                "unrevoke",
                "hold",
                "revoke\u0000",
                "*")) {
            claims(row, "act '" + act + "'", claims -> claims.put("act", act));
        }
        for (long version : new long[] {0, 2, -1, Integer.MAX_VALUE, 1L + (1L << 32)}) {
            claims(row, "v " + version, claims -> claims.put("v", version));
        }
        return row;
    }

    private HostileRow otherInstallations() {
        HostileRow row = new HostileRow("revoke order of another installation", RefusalCode.WRONG_DEPLOYMENT);
        for (int place = 0; place < HostileRow.LEAST_CASES; place++) {
            StringBuilder dep = new StringBuilder(Installation.DEPLOYMENT);
            dep.setCharAt(place, dep.charAt(place) == '0' ? '1' : '0');
            claims(row, "dep " + dep, claims -> claims.put("dep", dep.toString()));
        }
        return row;
    }

    private HostileRow fromTheFuture() {
        HostileRow row = new HostileRow("revoke order from the future", RefusalCode.ORDER_FROM_THE_FUTURE);
        for (long over : CorpusWorld.OVER) {
            claims(row, "60 s and " + over, claims -> claims.put("iat", NOW.getEpochSecond() + 60 + over));
        }
        return row;
    }

    private HostileRow unknownIssuers() {
        HostileRow row = new HostileRow("revoke order for an unknown CA", RefusalCode.ISSUER_UNKNOWN);
        for (byte other = 0; other < HostileRow.LEAST_CASES; other++) {
            String digest = Sha256.of(new byte[] {other}).toString();
            claims(row, "iss " + digest, claims -> claims.put("iss", digest));
        }
        return row;
    }

    private HostileRow issuersOfOtherClusters() {
        HostileRow row = new HostileRow("revoke order across clusters", RefusalCode.ISSUER_OF_ANOTHER_CLUSTER);
        for (TrustedIssuer issuer : TRUST.issuers()) {
            for (String cluster : List.of("demo", "other", "countersign", "third")) {
                if (!issuer.cluster().equals(cluster)) {
                    claims(row, issuer.cluster() + "/" + issuer.name() + " from " + cluster, claims -> {
                        of(claims, issuer);
                        claims.put("clu", cluster);
                        only(claims).put("lin", cluster + "/etcd-peer/cp-1");
                    });
                }
            }
        }
        return row;
    }

    private static void of(ObjectNode claims, TrustedIssuer issuer) {
        claims.put("iss", issuer.certificate().digest().toString());
        claims.put("clu", issuer.cluster());
        only(claims).put("lin", issuer.cluster() + "/etcd-peer/cp-1");
    }

    private HostileRow issuersWithoutCrl() {
        HostileRow row = new HostileRow("revoke order for a CA whose CRL nobody reads", RefusalCode.ISSUER_WITHOUT_CRL);
        for (TrustedIssuer issuer : TRUST.issuers()) {
            if (!issuer.hasCrl()) {
                for (RevocationReason reason : RevocationReason.values()) {
                    claims(row, issuer.cluster() + "/" + issuer.name() + " " + reason.wireName(), claims -> {
                        of(claims, issuer);
                        claims.put("reason", reason.wireName());
                    });
                }
            }
        }
        assertThat(row.size()).isEqualTo(5 * RevocationReason.values().length);
        return row;
    }

    /** Well signed by two revokers. */
    private static void verify(byte[] payload) throws RefusedException {
        verify(payload, ENOUGH);
    }

    private static void verify(byte[] payload, String... signers) throws RefusedException {
        String segment = StrictJws.payload(payload);
        verify(segment, WORLD.signatures(segment, signers), List.of());
    }

    private static void verify(String payload, List<Approval> approvals, Collection<CrlEntry> known)
            throws RefusedException {
        SignedRevocation signed = new SignedRevocation(payload, approvals, Optional.empty());
        assertThat(RevocationCheck.verify(TRUST, Stops.NONE, signed, known, NOW)
                        .order()
                        .payload())
                .isEqualTo(payload);
    }
}
