package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.x509.crl.Crl;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus of revoke orders that are sound but signed by the wrong people, in the wrong number or at the wrong time. */
final class HostileRevokersTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final Installation INSTALLATION = WORLD.installation;
    private static final TrustDocument TRUST = WORLD.trust;
    private static final Instant NOW = WORLD.now;

    private final JsonAttacks order = new JsonAttacks(Forgery.decoded(order(1).payload()));

    private static RevocationOrder order(int... serials) {
        return RevokedCertificate.order(
                WORLD,
                IntStream.of(serials)
                        .mapToObj(serial -> new Revoked(CorpusWorld.serial(500 + serial), RevokedCertificate.LINEAGE))
                        .toArray(Revoked[]::new));
    }

    @TestFactory
    Stream<DynamicTest> refuses() {
        List<HostileRow> rows = new ArrayList<>();
        rows.add(byOthers());
        rows.add(byOthersInOtherClusters());
        rows.add(byInactive());
        rows.add(full());
        rows.add(tooLarge());
        rows.add(badFiles());
        RevocationOrder good = order(1);
        rows.addAll(new SignatureAttacks(MessageType.ORDER, good.payload(), WORLD.key("revoker"))
                .rows("a revoker's", bad -> () -> verify(good.payload(), List.of(bad), List.of())));
        return rows.stream().map(HostileRow::test);
    }

    /** Approvers, officers, robots, requesters, strangers: none of them revokes. */
    private HostileRow byOthers() {
        HostileRow row = new HostileRow("revoke order by somebody who is no revoker", RefusalCode.NOT_A_REVOKER);
        Map<String, ApproverKey> others = new LinkedHashMap<>();
        for (String name : List.of(
                "alice",
                "alice-second",
                "bob",
                "carol",
                "dave-elsewhere",
                "robot",
                "robot-second",
                "robot-other",
                "system",
                "system-second",
                "rita",
                "rita-elsewhere")) {
            others.put(name, WORLD.key(name));
        }
        for (int officer = 0; officer < 3; officer++) {
            others.put("officer " + officer, INSTALLATION.officerKey(officer));
        }
        others.put("a stranger", Installation.key("secp256r1"));
        others.put("a stranger on P-384", Installation.key("secp384r1"));
        RevocationOrder good = order(1);
        others.forEach((name, key) -> {
            Approval alone = StrictJws.sign(MessageType.ORDER, good.payload(), key);
            row.add("by " + name, () -> verify(good.payload(), List.of(alone), List.of()));
            row.add(
                    "by " + name + " with bad company",
                    () -> verify(
                            good.payload(),
                            List.of(alone, WORLD.signatures("e30", "revoker").get(0)),
                            List.of()));
        });
        return row;
    }

    private HostileRow byOthersInOtherClusters() {
        HostileRow row = new HostileRow("revoke order by a revoker of another cluster", RefusalCode.NOT_A_REVOKER);
        List<TrustedIssuer> elsewhere = List.of(
                TRUST.issuer("other", "etcd-ca").orElseThrow(),
                TRUST.issuer("countersign", "services").orElseThrow());
        for (TrustedIssuer issuer : elsewhere) {
            for (int serial = 1; serial <= 8; serial++) {
                String hex = Integer.toHexString(serial);
                byte[] payload = order.with(claims -> {
                    claims.put("iss", issuer.certificate().digest().toString());
                    claims.put("clu", issuer.cluster());
                    only(claims).put("lin", issuer.cluster() + "/etcd-peer/cp-1");
                    only(claims).put("serial", "100" + hex);
                });
                row.add(
                        issuer.cluster() + " " + hex,
                        () -> verify(
                                StrictJws.payload(payload),
                                WORLD.signatures(StrictJws.payload(payload), "revoker-demo"),
                                List.of()));
            }
        }
        return row;
    }

    private HostileRow byInactive() {
        HostileRow row =
                new HostileRow("revoke order by a revoker who does not count", RefusalCode.APPROVER_NOT_ACTIVE);
        Map<String, String> persons = Map.of(
                "revoker", "frank", "revoker-second", "grace", "revoker-demo", "heidi", "revoker-system", "pager");
        persons.forEach((name, person) -> {
            Stops stops = WORLD.stops(suspended(person));
            for (int serial = 1; serial <= 4; serial++) {
                SignedRevocation signed = INSTALLATION.signed(order(serial), name);
                row.add(
                        person + " suspended, " + serial,
                        () -> RevocationCheck.verify(TRUST, stops, signed, List.of(), NOW));
            }
            Instant end = NOW.plusSeconds(60 * 86_400L);
            row.add(
                    person + "'s entry over",
                    () -> RevocationCheck.verify(
                            TRUST, Stops.NONE, INSTALLATION.signed(order(1), name), List.of(), end));
        });
        return row;
    }

    private static ObjectNode only(ObjectNode claims) {
        return (ObjectNode) claims.get("certificates").get(0);
    }

    private static StopOrder suspended(String person) {
        try {
            return INSTALLATION.stopWriter().suspend(person, "card lost");
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HostileRow full() {
        HostileRow row = new HostileRow("revoke order beyond a full CRL", RefusalCode.CRL_FULL);
        for (int more = 1; more <= HostileRow.LEAST_CASES; more++) {
            RevocationOrder tooMany = order(IntStream.rangeClosed(1, more).toArray());
            List<CrlEntry> known = IntStream.range(0, Crl.MOST_ENTRIES + 1 - more)
                    .mapToObj(i -> new CrlEntry(
                            CorpusWorld.serial(2000 + i), NOW.minusSeconds(86_400), RevocationReason.SUPERSEDED))
                    .toList();
            row.add(
                    more + " more than fit",
                    () -> verify(
                            tooMany.payload(),
                            WORLD.signatures(tooMany.payload(), "revoker", "revoker-second"),
                            known));
        }
        return row;
    }

    private HostileRow tooLarge() {
        HostileRow row = new HostileRow("revoke order that is too large", RefusalCode.ORDER_TOO_LARGE);
        String good = new String(order.with(claims -> {}), StandardCharsets.UTF_8);
        for (int blanks : new int[] {11 * 1024, 11 * 1024 + 1, 12_000, 16_000, 100_000}) {
            byte[] padded = (" ".repeat(blanks) + good).getBytes(StandardCharsets.UTF_8);
            row.add(
                    blanks + " blanks",
                    () -> verify(
                            StrictJws.payload(padded),
                            WORLD.signatures(StrictJws.payload(padded), "revoker"),
                            List.of()));
        }
        String payload = StrictJws.payload(good.getBytes(StandardCharsets.UTF_8));
        Approval one = WORLD.signatures(payload, "revoker").get(0);
        for (int count : new int[] {9, 10, 64, 1000, 100_000}) {
            row.add(count + " signatures", () -> verify(payload, Collections.nCopies(count, one), List.of()));
        }
        for (int length : new int[] {513, 600, 16_384, 20_000}) {
            Approval longHeader = new Approval("A".repeat(length), one.signature());
            row.add("header of " + length, () -> verify(payload, List.of(longHeader), List.of()));
        }
        Approval longSignature = new Approval(one.header(), "A".repeat(20_000));
        row.add("signature of 20,000", () -> verify(payload, List.of(longSignature), List.of()));
        row.add("file of 49 KiB", () -> RevocationFile.parse(new byte[49 * 1024]));
        return row;
    }

    private HostileRow badFiles() {
        HostileRow row = new HostileRow("revocation's file of another form", RefusalCode.REVOCATION_MALFORMED);
        SignedRevocation signed = new SignedRevocation(
                order(1).payload(),
                WORLD.signatures(order(1).payload(), "revoker"),
                Optional.of(INSTALLATION.issuer("demo", "etcd-ca").der()));
        JsonAttacks file = new JsonAttacks(RevocationFile.of(signed));
        for (Map<String, byte[]> attacks :
                List.of(file.spellings(), file.withoutEach(), file.withOneMore(), file.withOtherKinds())) {
            attacks.forEach((what, bytes) -> {
                if (!what.equals("without /certificate")) { // which most revocations have not
                    row.add(what, () -> RevocationFile.parse(bytes));
                }
            });
        }
        return row;
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
