package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationFile;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Stops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revocations that take two, by the registry and past it. */
class RevokeByTwoTest {
    @TempDir
    Path folder;

    private House house;
    private Authority etcd;
    private Path spool;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        spool = folder.resolve("spool");
        etcd = new Authority(house.installation, "demo", "etcd-ca");
        Authority.show(house.registry, etcd.peer(0x71, "cp-1"), 0x71, Lineage.parse("demo/etcd-peer/cp-1"));
        Authority.show(house.registry, etcd.peer(0x72, "cp-2"), 0x72, Lineage.parse("demo/etcd-peer/cp-2"));
        house.registry.answer("POST /v1/revocations", "{}");
        house.registry.answerAll("POST /v1/revocations/", "{}");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result begin(String... more) {
        List<String> args = new ArrayList<>(List.of("revoke", "71", "72"));
        args.addAll(List.of("--why", "INC7781", "--key", house.key("fay"), "--yes"));
        args.addAll(List.of(more));
        return house.run(args.toArray(String[]::new));
    }

    private Result approve(String digest, String person, String... more) {
        List<String> args = new ArrayList<>(List.of("revoke", "approve", digest, "--key", house.key(person), "--yes"));
        args.addAll(List.of(more));
        return house.run(args.toArray(String[]::new));
    }

    /** The order that was begun, which the registry shows from now on. */
    private RevocationOrder begun() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        Result first = begin();
        assertThat(first.err()).isEmpty();
        assertThat(first.exit()).isEqualTo(ExitCode.WAITING);
        JsonNode body = house.posted();
        RevocationOrder order = RevocationOrder.parse(
                Base64.getUrlDecoder().decode(body.path("payload").asText()));
        assertThat(first.out())
                .contains("signed: 1 of 2 persons (fay); two because of certificates of several members or nodes")
                .contains("next: another revoker runs: countersign revoke approve revocation/" + order.digest());
        show(order.digest().toString(), body);
        return order;
    }

    private void show(String digest, JsonNode body) {
        show(digest, body, 0);
    }

    private void show(String digest, JsonNode body, int needed) {
        ObjectNode shown = Json.TOLERANT.createObjectNode();
        shown.put("digest", digest);
        shown.set("payload", body.path("payload"));
        shown.putArray("approvals").add(body.path("approval"));
        shown.put("state", "gathering");
        shown.put("needed", needed);
        house.registry.answer("GET /v1/revocations/" + digest, shown);
    }

    private Revocation verified(RevocationOrder order, Approval... approvals) throws Exception {
        return RevocationCheck.verify(
                house.trust,
                Stops.NONE,
                new SignedRevocation(order.payload(), List.of(approvals), Optional.empty()),
                List.of(),
                house.now);
    }

    @Test
    void theSecondRevokerMakesItEffective() throws Exception {
        RevocationOrder order = begun();
        Approval fay = House.approval(house.posted().path("approval"));
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x71, 0x72));

        Result second = approve("revocation/" + order.digest(), "gus");

        assertThat(second.err()).isEmpty();
        assertThat(second.exit()).isEqualTo(ExitCode.OK);
        assertThat(second.out())
                .contains("Revocation to sign: 2 certificates of etcd-ca of demo")
                .contains("breaks        etcd member cp-2 is cut off")
                .contains("signed: 2 of 2 persons (fay, gus)")
                .contains("effective: CRL number 11");
        assertThat(verified(order, fay, House.approval(house.posted())).persons())
                .containsExactly("fay", "gus");
    }

    /** A serial that the registry has never seen: the order's own rules take one person. */
    @Test
    void asksForASecondRevokerWhereTheRegistryDoes() throws Exception {
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        house.registry.forget("POST /v1/revocations");
        house.registry.answer("POST /v1/revocations", "{\"state\":\"gathering\",\"needed\":2}");
        Result first = house.run("revoke", "71", "--why", "INC7781", "--key", house.key("fay"), "--yes");
        assertThat(first.exit()).as(first.err()).isEqualTo(ExitCode.WAITING);
        JsonNode body = house.posted();
        RevocationOrder order = RevocationOrder.parse(
                Base64.getUrlDecoder().decode(body.path("payload").asText()));
        assertThat(first.out())
                .contains("signed: 1 of 2 persons (fay); two because of the registry")
                .contains("next: another revoker runs: countersign revoke approve revocation/" + order.digest());

        show(order.digest().toString(), body, 2);
        house.registry.answerAll("POST /v1/revocations/", "{\"state\":\"ordered\",\"needed\":2}");
        etcd.publish(house.registry, etcd.crl(11, House.NOW, 0x71));
        Result second = approve("revocation/" + order.digest(), "gus");
        assertThat(second.exit()).as(second.out() + second.err()).isEqualTo(ExitCode.OK);
        assertThat(second.out()).contains("signed: 2 of 2 persons (fay, gus)").contains("effective: CRL number 11");
    }

    @Test
    void onePersonTwiceIsOne() throws Exception {
        RevocationOrder order = begun();
        int sent = house.registry.sent.size();

        Result again = approve(order.digest().toString(), "fay");

        assertThat(again.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(again.out()).contains("fay has signed this already");
        assertThat(house.registry.sent).hasSize(sent);
    }

    @Test
    void refusesASecondPersonWhoIsNoRevokerThoughTheFirstIs() throws Exception {
        RevocationOrder order = begun();
        int sent = house.registry.sent.size();

        Result second = approve(order.digest().toString(), "ann");

        assertThat(second.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(second.err()).contains("not-a-revoker");
        assertThat(house.registry.sent).hasSize(sent);
    }

    @Test
    void signsNoOtherOrderThanTheOneAskedFor() throws Exception {
        RevocationOrder order = begun();
        JsonNode body = house.posted();
        String other = "A".repeat(43);
        show(other, body);

        assertThat(approve(other, "gus").err()).contains("the registry sent another revocation than " + other);
        assertThat(order.digest().toString()).isNotEqualTo(other);
    }

    @Test
    void saysSoWhenTheCertificatesAreNotWhatTheOrderSays() throws Exception {
        RevocationOrder order = begun();
        house.registry.forget("GET /v1/certificates/71");
        house.registry.forget("GET /v1/certificates/71 application/x-pem-file");

        Result second = approve(order.digest().toString(), "gus", "--wait", "1s");

        assertThat(second.out())
                .contains(
                        "certificate   NOT KNOWN HERE as one of this lineage and CA: ask for the reason before you sign");
    }

    @Test
    void saysSoWhenTheCertificateIsSomebodyElses() throws Exception {
        RevocationOrder order = begun();
        house.registry.forget("GET /v1/certificates/71");
        Authority.show(house.registry, etcd.peer(0x71, "cp-1"), 0x71, Lineage.parse("demo/etcd-peer/cp-3"));
        house.registry.forget("GET /v1/certificates/71 application/x-pem-file");
        Authority.show(house.registry, etcd.peer(0x71, "cp-3"), 0x71, Lineage.parse("demo/etcd-peer/cp-3"));

        Result second = approve(order.digest().toString(), "gus", "--wait", "1s");

        assertThat(second.out()).contains("demo/etcd-peer/cp-1\n  serial        71\n  certificate   NOT KNOWN HERE");
    }

    @Test
    void goesPastTheRegistryThroughTheSpool() throws Exception {
        Path one = house.pem("one.crt", etcd.peer(0x71, "cp-1"));
        List<Path> seen = new ArrayList<>();
        house.meanwhile = () -> {
            seen.addAll(files("revocations"));
            put(etcd, 11, 0x71);
        };

        Result result = house.run(
                "revoke",
                "--certificate",
                one.toString(),
                "--lineage",
                "demo/etcd-peer/cp-1",
                "--why",
                "INC7781",
                "--key",
                house.key("fay"),
                "--yes",
                "--spool",
                spool.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(house.registry.asked).isEmpty();
        assertThat(seen).as("there before anything was signed").hasSize(1);
        SignedRevocation written = RevocationFile.parse(Files.readAllBytes(seen.get(0)));
        Revocation verified = RevocationCheck.verify(house.trust, Stops.NONE, written, List.of(), House.NOW);
        assertThat(seen.get(0)).hasFileName(verified.order().digest().hex() + ".json");
        assertThat(result.out()).contains("written: " + seen.get(0)).contains("effective: CRL number 11");
    }

    @Test
    void isNotEffectiveWhileTheSpoolHoldsNoNewCrl() throws Exception {
        put(etcd, 10);

        Result result = house.run(
                "revoke",
                "--certificate",
                house.pem("one.crt", etcd.peer(0x71, "cp-1")).toString(),
                "--lineage",
                "demo/etcd-peer/cp-1",
                "--why",
                "INC7781",
                "--key",
                house.key("fay"),
                "--yes",
                "--spool",
                spool.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not effective yet: CRL number 10 of 2026-11-22T12:00:00Z lacks 1 of 1");
        assertThat(files("revocations")).hasSize(1);
    }

    @Test
    void twoGatherInTheSpoolAndTheSignerSeesNothingBefore() throws Exception {
        put(etcd, 10);
        etcd.publish(house.registry, etcd.crl(10, House.NOW));
        Result first = begin("--spool", spool.toString(), "--post");
        assertThat(first.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(files("revocations")).hasSize(1);
        String name = files("revocations").get(0).getFileName().toString();
        assertThat(name).endsWith(".gathering");
        house.registry.asked.clear();
        house.meanwhile = () -> put(etcd, 11, 0x71, 0x72);

        Result second = approve(name.replace(".gathering", ""), "gus", "--spool", spool.toString());

        assertThat(second.err()).isEmpty();
        assertThat(second.exit()).isEqualTo(ExitCode.OK);
        assertThat(house.registry.asked).isEmpty();
        assertThat(files("revocations"))
                .extracting(file -> file.getFileName().toString())
                .containsExactly(name.replace(".gathering", ".json"));
    }

    private List<Path> files(String below) {
        try (var files = Files.list(spool.resolve(below))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the signer would leave in its spool. */
    private void put(Authority authority, long number, long... serials) {
        try {
            Files.createDirectories(spool.resolve("crls"));
            Files.write(
                    spool.resolve("crls/"
                            + house.installation
                                    .issuer("demo", "etcd-ca")
                                    .digest()
                                    .hex() + ".crl"),
                    authority.crl(number, House.NOW, serials));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
