package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.event.SignedRevocation;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A certificate's key may end its own certificate and no other; and what takes two revokers is not done by one. */
final class HostileSelfReportTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final Instant NOW = WORLD.now;
    private static final RevokedCertificate OWN =
            RevokedCertificate.of(WORLD, Installation.pair("secp256r1"), "demo", "etcd-ca", 4711);

    private static Revocation verify(SignedRevocation signed) throws RefusedException {
        return verify(signed, List.of());
    }

    private static Revocation verify(SignedRevocation signed, List<CrlEntry> known) throws RefusedException {
        return RevocationCheck.verify(WORLD.trust, Stops.NONE, signed, known, NOW);
    }

    private static SignedRevocation signed(RevocationOrder order, List<Approval> approvals, Bytes certificate) {
        return new SignedRevocation(order.payload(), approvals, Optional.of(certificate));
    }

    @Test
    void endsItsOwnCertificateWhateverElseIsListed() throws Exception {
        List<CrlEntry> busy = LongStream.rangeClosed(501, 501 + TwoPersonRule.MOST_IN_A_WEEK)
                .mapToObj(each -> new CrlEntry(CorpusWorld.serial(each), NOW, RevocationReason.SUPERSEDED))
                .toList();
        for (KeyPair keys : List.of(OWN.keys(), Installation.pair("secp384r1"), WORLD.rsa)) {
            RevokedCertificate own = RevokedCertificate.of(WORLD, keys, "demo", "etcd-ca", 4712);
            Revocation revocation = verify(own.reporting(own.order()), busy);
            assertThat(revocation.byOwnKey()).isTrue();
            assertThat(revocation.persons()).isEmpty();
            assertThat(verify(revocation.signed()).byOwnKey()).isTrue();
        }
    }

    @Test
    void needsNobodyElse() throws Exception {
        RevocationSoFar soFar = RevocationCheck.soFar(
                WORLD.trust, Stops.NONE, OWN.reporting(OWN.order()), List.of(), NOW.plus(Duration.ofDays(400)));
        assertThat(soFar.needed()).isZero();
        assertThat(soFar.isComplete()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        List<HostileRow> rows = new ArrayList<>();
        rows.add(ofOthers());
        rows.add(withOtherCertificates());
        rows.add(byOtherKeys());
        rows.add(withoutTheCertificate());
        rows.add(weakKeys());
        rows.add(alone());
        ApproverKey key =
                ApproverKey.of(OWN.keys().getPrivate(), JwsKey.of(OWN.keys().getPublic()));
        RevocationOrder order = OWN.order();
        for (HostileRow row : new SignatureAttacks(MessageType.CONTINUITY, order.payload(), key)
                .rows("a certificate's", bad -> () -> verify(signed(order, List.of(bad), OWN.der())))) {
            if (row.code() != RefusalCode.WRONG_TYP) { // an order's signature by this key is nobody's
                rows.add(row);
            }
        }
        return rows.stream().map(HostileRow::test);
    }

    /** The key signs, its certificate is shown, but the order names another, or another too. */
    private static HostileRow ofOthers() {
        HostileRow row = new HostileRow("self-report of another certificate", RefusalCode.SELF_REPORT_MISMATCH);
        for (int serial = 1; serial <= HostileRow.LEAST_CASES; serial++) {
            Revoked other = new Revoked(CorpusWorld.serial(500 + serial), RevokedCertificate.LINEAGE);
            RevocationOrder alone = RevokedCertificate.order(WORLD, other);
            row.add("serial " + serial, () -> verify(OWN.reporting(alone)));
            RevocationOrder both =
                    RevokedCertificate.order(WORLD, other, new Revoked(OWN.serial(), RevokedCertificate.LINEAGE));
            row.add("its own and " + serial, () -> verify(OWN.reporting(both)));
            Revoked behind = new Revoked(CorpusWorld.serial(5_000 + serial), RevokedCertificate.LINEAGE);
            RevocationOrder ownFirst =
                    RevokedCertificate.order(WORLD, new Revoked(OWN.serial(), RevokedCertificate.LINEAGE), behind);
            row.add("its own first, and " + serial, () -> verify(OWN.reporting(ownFirst)));
        }
        return row;
    }

    private static HostileRow withOtherCertificates() {
        HostileRow row = new HostileRow("self-report with another certificate", RefusalCode.SELF_REPORT_MISMATCH);
        RevocationOrder order = OWN.order();
        for (TrustedIssuer issuer : WORLD.trust.issuers()) {
            if (!(issuer.cluster().equals("demo") && issuer.name().equals("etcd-ca"))) {
                Bytes der = RevokedCertificate.of(WORLD, OWN.keys(), issuer.cluster(), issuer.name(), 4711)
                        .der();
                row.add(
                        "by " + issuer.cluster() + "/" + issuer.name(),
                        () -> verify(signed(order, List.of(OWN.signature(order)), der)));
            }
        }
        for (int bit = 0; bit < 16; bit++) {
            byte[] damaged = OWN.der().toArray();
            damaged[damaged.length * bit / 16] ^= 1;
            row.add(
                    "damaged at " + bit + "/16",
                    () -> verify(signed(order, List.of(OWN.signature(order)), Bytes.of(damaged))));
        }
        for (int length : new int[] {0, 1, 100, OWN.der().size() - 1}) {
            byte[] cut = Arrays.copyOf(OWN.der().toArray(), length);
            row.add("cut to " + length, () -> verify(signed(order, List.of(OWN.signature(order)), Bytes.of(cut))));
        }
        return row;
    }

    private static HostileRow byOtherKeys() {
        HostileRow row = new HostileRow("self-report by another key", RefusalCode.SELF_REPORT_MISMATCH);
        RevocationOrder order = OWN.order();
        for (int i = 0; i < HostileRow.LEAST_CASES; i++) {
            KeyPair thief = Installation.pair(i % 2 == 0 ? "secp256r1" : "secp384r1");
            Approval signature = Continuity.sign(order, thief.getPrivate(), thief.getPublic());
            row.add("key " + i, () -> verify(signed(order, List.of(signature), OWN.der())));
        }
        for (String name : List.of("alice", "revoker", "robot")) {
            Approval signature = StrictJws.sign(MessageType.CONTINUITY, order.payload(), WORLD.key(name));
            row.add("key of " + name, () -> verify(signed(order, List.of(signature), OWN.der())));
        }
        return row;
    }

    /** Without its certificate the key is nobody's. */
    private static HostileRow withoutTheCertificate() {
        HostileRow row = new HostileRow("self-report without a certificate", RefusalCode.WRONG_TYP);
        for (int serial = 1; serial <= HostileRow.LEAST_CASES; serial++) {
            RevokedCertificate own = RevokedCertificate.of(WORLD, OWN.keys(), "demo", "etcd-ca", 500 + serial);
            RevocationOrder order = own.order();
            row.add(
                    "serial " + serial,
                    () -> verify(
                            new SignedRevocation(order.payload(), List.of(own.signature(order)), Optional.empty())));
        }
        return row;
    }

    private static HostileRow weakKeys() {
        HostileRow row = new HostileRow("self-report with a key that signs no orders", RefusalCode.WRONG_ALG);
        RevocationOrder order = OWN.order();
        List<KeyPair> keys = List.of(WORLD.weakRsa, Installation.pair("secp521r1"), Installation.pair("secp521r1"));
        for (int i = 0; i < keys.size(); i++) {
            KeyPair weak = keys.get(i);
            Bytes der =
                    RevokedCertificate.of(WORLD, weak, "demo", "etcd-ca", 4711).der();
            String kid = Bytes.of(weak.getPublic().getEncoded()).sha256().toString();
            for (String alg : List.of("ES256", "ES384", "ES512", "PS256", "RS256")) {
                Approval claimed = new Approval(StrictJws.header(alg, kid, MessageType.CONTINUITY), "AAAA");
                row.add(i + " with " + alg, () -> verify(signed(order, List.of(claimed), der)));
            }
        }
        return row;
    }

    private static HostileRow alone() {
        HostileRow row = new HostileRow("one revoker where it takes two", RefusalCode.REVOCATION_NEEDS_TWO);
        for (String revoker : List.of("revoker", "revoker-demo", "revoker-system")) {
            for (int count = 6; count <= 64; count += 29) {
                Revoked[] many = IntStream.rangeClosed(1, count)
                        .mapToObj(serial -> new Revoked(CorpusWorld.serial(500 + serial), RevokedCertificate.LINEAGE))
                        .toArray(Revoked[]::new);
                row.add(revoker + ", " + count, () -> one(RevokedCertificate.order(WORLD, many), List.of(), revoker));
            }
            for (String instance : List.of("cp-2", "cp-3")) {
                RevocationOrder two = RevokedCertificate.order(
                        WORLD,
                        new Revoked(CorpusWorld.serial(501), RevokedCertificate.LINEAGE),
                        new Revoked(CorpusWorld.serial(502), Lineage.parse("demo/etcd-peer/" + instance)));
                row.add(revoker + ", cp-1 and " + instance, () -> one(two, List.of(), revoker));
            }
            for (long before : new long[] {-60, 0, 1, 3_600, 7_199}) {
                CrlEntry other = new CrlEntry(
                        CorpusWorld.serial(509), NOW.minusSeconds(before), RevocationReason.KEY_COMPROMISE);
                row.add(revoker + ", another " + before + " s before", () -> one(OWN.order(), List.of(other), revoker));
            }
        }
        return row;
    }

    private static void one(RevocationOrder order, List<CrlEntry> known, String revoker) throws RefusedException {
        verify(
                new SignedRevocation(
                        order.payload(), WORLD.signatures(order.payload(), revoker, revoker), Optional.empty()),
                known);
    }
}
