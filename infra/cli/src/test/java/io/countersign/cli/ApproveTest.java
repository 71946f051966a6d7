package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.Installation;
import io.countersign.orders.Order;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.x509.Csr;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approving through the command, against a registry that may lie. */
class ApproveTest {
    private static final String WAITS = "{\"digest\":\"d\",\"persons\":[\"ann\"],\"needed\":2}";
    private static final String COMPLETE = "{\"digest\":\"d\",\"persons\":[\"ann\",\"ben\"],\"needed\":2}";

    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        house.registry.answer("POST /v1/orders", WAITS);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theFirstApproverWritesAnOrderThatTheSignerChecks() throws Exception {
        ObjectNode request = house.peerRequest();

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        ApprovedItem approved = Decision.checkSoFar(house.trust, Stops.NONE, signed(posted(), request, 0), house.now);
        assertThat(approved.request()).isEqualTo(id(request));
        assertThat(approved.order().requester()).contains("jane");
        assertThat(approved.order().reason()).contains("CHG0421");
        assertThat(approved.order().useBy()).isEqualTo(House.NOW.plus(Duration.ofHours(24)));
        assertThat(result.out())
                .contains("approved: 1 of 2 persons (ann), order ")
                .contains("next: another person runs: countersign approve " + id(request) + " --key FILE");
    }

    @Test
    void anOrderIsNoYoungerThanItsItemsThoughTheClockMovesOn() throws Exception {
        ObjectNode request = house.peerRequest();
        house.tick = Duration.ofSeconds(1);

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(Decision.checkSoFar(house.trust, Stops.NONE, signed(posted(), request, 0), house.now)
                        .request())
                .isEqualTo(id(request));
    }

    @Test
    void showsEverythingThatIsSigned() throws Exception {
        ObjectNode request = house.peerRequest();

        Result result = house.run("approve", "request/" + id(request), "--key", house.key("ann"), "--yes");

        Order order = Order.parse(
                Base64.getUrlDecoder().decode(posted().path("payload").asText()));
        String key = Csr.readPem(request.path("csr").asText()).keyDigest().hex();
        assertThat(result.out())
                .startsWith(
                        """
                        Order to sign: 1 certificate of cluster demo
                          usable until  2026-11-23 12:00:00 UTC
                          requested by  jane
                          reason        CHG0421
                          order         %s

                        demo/etcd-peer/cp-1
                          request       %s
                          profile       etcd-peer (T1, 2 persons)
                          issuer        etcd-ca of demo
                          CN            cp-1
                          DNS           cp-1, localhost
                          IP            127.0.0.1
                          key           EC P-256, SHA-256 %s
                          valid         2026-11-22 11:55:00 UTC to 2027-11-22 12:00:00 UTC (365d)
                          replaces      nothing: first of its lineage

                        signing as ann
                        """
                                .formatted(order.digest().hex(), id(request), key));
    }

    @Test
    void theSecondPersonSignsTheSameBytes() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        JsonNode first = posted();
        String digest = Order.parse(
                        Base64.getUrlDecoder().decode(first.path("payload").asText()))
                .digest()
                .toString();
        house.orderPosted(List.of(request), "ann");
        house.registry.answer("POST /v1/orders/" + digest + "/approvals", COMPLETE);

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        SignedItem both = SignedItem.of(
                first.path("payload").asText(),
                List.of(House.approval(first.path("approval")), House.approval(posted())),
                0,
                first.path("items").get(0).asText(),
                csr(request));
        assertThat(Decision.check(house.trust, Stops.NONE, both, house.now).persons())
                .containsExactlyInAnyOrder("ann", "ben");
        assertThat(result.out()).contains("demo/etcd-peer/cp-1").contains("approved: 2 of 2 persons (ann, ben)");
    }

    @Test
    void anOrderPastItsUseByIsReplacedByANewOne() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        String former = posted().path("payload").asText();
        house.orderPosted(List.of(request), "ann");
        house.now = house.now.plus(Duration.ofHours(25));

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(posted().path("payload").asText()).isNotEmpty().isNotEqualTo(former);
        assertThat(Decision.checkSoFar(house.trust, Stops.NONE, signed(posted(), request, 0), house.now)
                        .persons())
                .containsExactly("ben");
    }

    @Test
    void severalRequestsBecomeOneOrder() throws Exception {
        ObjectNode peer = house.peerRequest();
        ObjectNode server = house.request(Lineage.parse("demo/etcd-server/cp-1"), Installation.etcdPeer("cp-1"));

        Result result = house.run("approve", id(peer), id(server), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(result.out()).contains("Order to sign: 2 certificates of cluster demo");
        Decision.checkSoFar(house.trust, Stops.NONE, signed(posted(), peer, 0), house.now);
        ApprovedItem second = Decision.checkSoFar(house.trust, Stops.NONE, signed(posted(), server, 1), house.now);
        assertThat(second.item().lineage()).isEqualTo(Lineage.parse("demo/etcd-server/cp-1"));
    }

    @Test
    void showsWhatChangesAgainstThePredecessor() throws Exception {
        ObjectNode request = house.peerRequest();
        byte[] former = house.issue(
                new Names(
                        "cp-1",
                        List.of(),
                        List.of("cp-1", "localhost", "old.example"),
                        List.of("127.0.0.1"),
                        List.of()),
                House.NOW.minus(Duration.ofDays(200)),
                House.NOW.plus(Duration.ofDays(165)));
        showNewest(former);

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.out())
                .contains(
                        """
                          replaces      serial 4f1a, valid until 2027-05-06 12:00:00 UTC
                          change        NAMES CHANGE
                                        - DNS old.example
                                        a new key
                        """);
    }

    @Test
    void refusesAPredecessorThatTheCaDidNotSign() throws Exception {
        ObjectNode request = house.peerRequest();
        byte[] forged = house.issue(Installation.etcdPeer("cp-1"), House.NOW, House.NOW.plus(Duration.ofDays(9)));
        forged[forged.length - 1] ^= 1;
        showNewest(forged);

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the predecessor of demo/etcd-peer/cp-1 cannot be compared");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesAnOfferWithOtherNamesAndSaysWhich() throws Exception {
        ObjectNode request = house.peerRequest();
        ObjectNode offer = (ObjectNode)
                Json.STRICT.readTree(request.path("draft").path("itemText").asText());
        ((ArrayNode) offer.path("san").path("dns")).add("vault.example");
        request.putObject("draft").put("itemText", new String(Json.canonical(offer), StandardCharsets.UTF_8));
        house.show(request);

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("the registry's item is not the one its CSR gives")
                .contains("DNS names: from the CSR and the trust document [cp-1, localhost], from the registry "
                        + "[cp-1, localhost, vault.example]");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesTheCsrOfAnotherRequest() throws Exception {
        ObjectNode request = house.peerRequest();
        ObjectNode other = house.peerRequest();
        request.set("csr", other.path("csr"));
        house.show(request);

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the registry sent the CSR, lineage or profile of another request");
    }

    @Test
    void refusesAnExistingOrderWhoseItemWasChanged() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        ObjectNode order = house.orderPosted(List.of(request), "ann");
        ObjectNode item =
                (ObjectNode) Json.STRICT.readTree(order.path("items").get(0).asText());
        item.put("naf", item.path("naf").asLong() + 1);
        order.putArray("items").add(new String(Json.canonical(item), StandardCharsets.UTF_8));
        house.show(request);

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("error: item-mismatch: ").contains("what to do: ");
        assertThat(house.registry.sent).hasSize(1);
    }

    @Test
    void refusesAnExistingOrderThatNobodySigned() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        ObjectNode order = house.orderPosted(List.of(request), "ann");
        ObjectNode approval = (ObjectNode) order.path("approvals").get(0);
        String signature = approval.path("signature").asText();
        approval.put("signature", (signature.charAt(0) == 'A' ? "B" : "A") + signature.substring(1));
        house.show(request);

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes");

        assertThat(result.err()).contains("approval-signature-invalid");
        assertThat(house.registry.sent).hasSize(1);
    }

    @Test
    void doesNotSignUnnamedRequestsUnseen() throws Exception {
        ObjectNode peer = house.peerRequest();
        ObjectNode server = house.request(Lineage.parse("demo/etcd-server/cp-1"), Installation.etcdPeer("cp-1"));
        house.run("approve", id(peer), id(server), "--key", house.key("ann"), "--yes");
        house.orderPosted(List.of(peer, server), "ann");

        Result result = house.run("approve", id(peer), "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the order also covers [" + id(server) + "]");
    }

    @Test
    void refusesAnOrderOfWhichTheRegistryHidesAnItem() throws Exception {
        ObjectNode peer = house.peerRequest();
        ObjectNode server = house.request(Lineage.parse("demo/etcd-server/cp-1"), Installation.etcdPeer("cp-1"));
        house.run("approve", id(peer), id(server), "--key", house.key("ann"), "--yes");
        ObjectNode order = house.orderPosted(List.of(peer), "ann");
        ((ArrayNode) order.path("items")).remove(1);
        ((ArrayNode) order.path("requests")).remove(1);
        house.show(peer);

        Result result = house.run("approve", id(peer), "--key", house.key("ben"), "--yes");

        assertThat(result.err()).contains("the registry hides items of the order");
        assertThat(house.registry.sent).hasSize(1);
    }

    @Test
    void turnsToTheFirstOrderWhenSomebodyWasFaster() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        JsonNode first = posted();
        String digest = Order.parse(
                        Base64.getUrlDecoder().decode(first.path("payload").asText()))
                .digest()
                .toString();
        ObjectNode before = request.deepCopy();
        house.orderPosted(List.of(request), "ann");
        String question = "GET /v1/requests/" + id(request);
        house.registry.forget(question);
        house.registry.answer(question, before);
        house.registry.answer(question, request);
        house.registry.forget("POST /v1/orders");
        house.registry.problem("POST /v1/orders", 409, "order-exists", "order " + digest);
        house.registry.answer("POST /v1/orders/" + digest + "/approvals", COMPLETE);

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes");

        assertThat(result.err()).isEqualTo("somebody signed an order over this first; here is theirs\n");
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void signsNothingWithoutAYes() throws Exception {
        ObjectNode request = house.peerRequest();
        house.typed = "y\n";

        Result result = house.run("approve", id(request), "--key", house.key("ann"));

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).endsWith("Sign as ann? [yes/no] ");
        assertThat(result.err()).contains("error: not signed");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void signsAfterAYes() throws Exception {
        ObjectNode request = house.peerRequest();
        house.typed = "yes\n";

        assertThat(house.run("approve", id(request), "--key", house.key("ann")).exit())
                .isEqualTo(ExitCode.WAITING);
    }

    @Test
    void showsTheRegistrysRefusalWithCodeAndRemedy() throws Exception {
        ObjectNode request = house.peerRequest();
        house.registry.forget("POST /v1/orders");
        house.registry.problem("POST /v1/orders", 422, "role-missing", "eve is no approver for demo");

        Result result = house.run("approve", id(request), "--key", house.key("eve"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).startsWith("error: role-missing: eve is no approver for demo\nwhat to do: ");
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws Exception {
        ObjectNode request = house.peerRequest();
        Files.setPosixFilePermissions(Path.of(house.key("ann")), PosixFilePermissions.fromString("rw-r--r--"));

        Result result = house.run("approve", id(request), "--key", house.key("ann"), "--yes");

        assertThat(result.err()).contains("is open to others").contains("chmod 600 ");
    }

    @Test
    void waitsForTheCertificateWhenAsked() throws Exception {
        ObjectNode request = house.peerRequest();
        house.run("approve", id(request), "--key", house.key("ann"), "--yes");
        String digest = Order.parse(
                        Base64.getUrlDecoder().decode(posted().path("payload").asText()))
                .digest()
                .toString();
        house.orderPosted(List.of(request), "ann");
        ObjectNode issued = request.deepCopy().put("state", "issued").put("certificate", "ab12");
        String question = "GET /v1/requests/" + id(request);
        house.registry.answer(question, request);
        house.registry.answer(question, request.deepCopy().put("state", "approved"));
        house.registry.answer(question, issued);
        house.registry.answer("POST /v1/orders/" + digest + "/approvals", COMPLETE);

        Result result = house.run("approve", id(request), "--key", house.key("ben"), "--yes", "--wait", "1m");

        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out()).endsWith("request/" + id(request) + " issued: certificate/ab12\n");
    }

    private void showNewest(byte[] certificate) {
        house.showNewest(House.PEER, certificate);
    }

    private JsonNode posted() {
        return house.registry.sent.get(house.registry.sent.size() - 1);
    }

    private static String id(JsonNode request) {
        return request.path("id").asText();
    }

    private static Bytes csr(JsonNode request) throws Exception {
        return Csr.readPem(request.path("csr").asText()).der();
    }

    private static SignedItem signed(JsonNode posted, JsonNode request, int index) throws Exception {
        return SignedItem.of(
                posted.path("payload").asText(),
                List.of(House.approval(posted.path("approval"))),
                index,
                posted.path("items").get(index).asText(),
                csr(request));
    }
}
