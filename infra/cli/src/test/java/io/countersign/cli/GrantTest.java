package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.Names;
import io.countersign.orders.CheckedGrant;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.Stops;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standing grants through the command, against a registry that may lie. */
class GrantTest {
    private static final String WAITS = "{\"persons\":[\"ann\"],\"needed\":2,\"state\":\"gathering\"}";
    private static final String ACTIVE = "{\"persons\":[\"ann\",\"ben\"],\"needed\":2,\"state\":\"active\"}";

    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        house.registry.answer("POST /v1/grants", WAITS);
        house.showNewest(
                House.PEER,
                house.issue(
                        Installation.etcdPeer("cp-1"),
                        House.NOW.minus(Duration.ofDays(100)),
                        House.NOW.plus(Duration.ofDays(265))));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result create(String... more) {
        List<String> args =
                new ArrayList<>(List.of("grant", "create", "demo/etcd-peer/cp-1", "--key", house.key("ann"), "--yes"));
        args.addAll(List.of(more));
        return house.run(args.toArray(String[]::new));
    }

    private static CheckedGrant check(House house, JsonNode body, JsonNode... further) throws Exception {
        List<GrantText> texts = new ArrayList<>();
        for (JsonNode text : body.path("texts")) {
            texts.add(GrantText.parse(text.asText()));
        }
        List<Approval> approvals = new ArrayList<>(List.of(House.approval(body.path("approval"))));
        for (JsonNode approval : further) {
            approvals.add(House.approval(approval));
        }
        return Decision.checkGrant(house.trust, Stops.NONE, body.path("payload").asText(), approvals, texts, House.NOW);
    }

    /** The grant that was posted, as the registry keeps and shows it. */
    private ObjectNode kept(JsonNode body, String state) throws Exception {
        ObjectNode grant = Json.TOLERANT.createObjectNode();
        String digest = check(house, body).order().digest().toString();
        grant.put("digest", digest);
        grant.set("payload", body.path("payload"));
        grant.set("texts", body.path("texts"));
        grant.putArray("approvals").add(body.path("approval"));
        grant.putArray("persons").add("ann");
        grant.put("needed", 2).put("state", state);
        house.registry.forget("GET /v1/grants/" + digest);
        house.registry.answer("GET /v1/grants/" + digest, grant);
        return grant;
    }

    @Test
    void theFirstPersonGrantsWhatTheLiveCertificateHolds() throws Exception {
        Result result = create("--requested-by", "jane", "--reason", "CHG0430");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        CheckedGrant checked = check(house, house.posted());
        assertThat(checked.persons()).containsExactly("ann");
        assertThat(checked.order().requester()).contains("jane");
        assertThat(checked.order().reason()).contains("CHG0430");
        GrantText text = checked.texts().get(0);
        assertThat(text.names()).isEqualTo(Installation.etcdPeer("cp-1"));
        assertThat(text.lineage()).isEqualTo(House.PEER);
        assertThat(text.since()).isEqualTo(House.NOW.minus(Duration.ofDays(100)));
        assertThat(text.until()).isEqualTo(House.NOW.plus(Duration.ofDays(400)));
        assertThat(result.out())
                .startsWith(
                        """
                        Grant to sign: renewals without people for 1 lineage of cluster demo
                          requested by  jane
                          reason        CHG0430
                          grant         %s

                        demo/etcd-peer/cp-1
                          profile       etcd-peer (T1, 2 persons)
                          issuer        etcd-ca of demo
                          CN            cp-1
                          DNS           cp-1, localhost
                          IP            127.0.0.1
                          life          each certificate 364d at most
                          gap           91d at least between a certificate and its successor
                          allows        5 renewals at most, 4 from now, each with a new key signed for by the key before it
                          since         2026-08-14T12:00:00Z, for no certificate that is older
                          until         2027-12-27T12:00:00Z (400d), and no certificate outlives it
                          live now      serial 4f1a, valid until 2027-08-14T12:00:00Z
                        """
                                .formatted(checked.order().digest()))
                .contains("granted: 1 of 2 persons (ann), grant/"
                        + checked.order().digest())
                .contains("next: another person runs: countersign grant approve grant/"
                        + checked.order().digest());
    }

    @Test
    void takesOtherTermsThanTheUsualOnes() throws Exception {
        create("--requested-by", "jane", "--until", "180d", "--life", "90d", "--gap", "30d", "--since", "2026-11-01");

        GrantText text = check(house, house.posted()).texts().get(0);
        assertThat(text.until()).isEqualTo(House.NOW.plus(Duration.ofDays(180)));
        assertThat(text.life()).isEqualTo(Duration.ofDays(90));
        assertThat(text.gap()).isEqualTo(Duration.ofDays(30));
        assertThat(text.since()).hasToString("2026-11-01T00:00:00Z");
    }

    @Test
    void wantsToKnowWhoAskedWhereThatPersonDoesNotCount() {
        Result result = create();

        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--requested-by PERSON");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void refusesLongerThanAllowedBeforeAnythingIsSent() {
        Result result = create("--requested-by", "jane", "--until", "401d");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("grant-too-long");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void anExpiredCertificateGrantsNothing() throws Exception {
        house.registry.forget("GET /v1/lineages/demo/etcd-peer/cp-1");
        house.showNewest(
                House.PEER,
                house.issue(
                        Installation.etcdPeer("cp-1"),
                        House.NOW.minus(Duration.ofDays(100)),
                        House.NOW.minus(Duration.ofDays(1))));

        Result result = create("--requested-by", "jane");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("expired at 2026-11-21T12:00:00Z");
    }

    @Test
    void refusesACertificateOfAnotherPlace() throws Exception {
        house.registry.forget("GET /v1/lineages/demo/etcd-peer/cp-1");
        house.showNewest(
                House.PEER,
                house.issue(Installation.etcdPeer("worker-1"), House.NOW, House.NOW.plus(Duration.ofDays(9))));

        Result result = create("--requested-by", "jane");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void theSecondPersonChecksAndSignsTheSameBytes() throws Exception {
        create("--requested-by", "jane");
        JsonNode first = house.posted();
        String digest = kept(first, "gathering").path("digest").asText();
        house.registry.answer("POST /v1/grants/" + digest + "/approvals", ACTIVE);

        Result result = house.run("grant", "approve", "grant/" + digest, "--key", house.key("ben"), "--yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(check(house, first, house.posted()).isComplete()).isTrue();
        assertThat(result.out())
                .contains("demo/etcd-peer/cp-1")
                .contains("granted: 2 of 2 persons (ann, ben)")
                .contains("to end it: countersign cancel grant/" + digest);
    }

    @Test
    void refusesAGrantWhoseNamesAreNotTheLiveOnes() throws Exception {
        create("--requested-by", "jane");
        String digest = kept(house.posted(), "gathering").path("digest").asText();
        house.registry.forget("GET /v1/lineages/demo/etcd-peer/cp-1");
        house.showNewest(
                House.PEER,
                house.issue(
                        new Names("cp-1", List.of(), List.of("cp-1"), List.of("127.0.0.1"), List.of()),
                        House.NOW,
                        House.NOW.plus(Duration.ofDays(9))));

        Result result = house.run("grant", "approve", digest, "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("has other names than its newest certificate");
        assertThat(house.registry.sent).hasSize(1);
    }

    @Test
    void refusesAnotherGrantThanTheOneAskedFor() throws Exception {
        create("--requested-by", "jane");
        ObjectNode one = kept(house.posted(), "gathering");
        String asked = "A".repeat(43);
        house.registry.answer("GET /v1/grants/" + asked, one);

        Result result = house.run("grant", "approve", asked, "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the registry sent another grant than " + asked);
    }

    @Test
    void refusesATextThatTheOrderDoesNotName() throws Exception {
        create("--requested-by", "jane");
        ObjectNode grant = kept(house.posted(), "gathering");
        ObjectNode text =
                (ObjectNode) Json.STRICT.readTree(grant.path("texts").get(0).asText());
        text.put("life", text.path("life").asLong() - 1);
        ((ArrayNode) grant.path("texts")).set(0, new String(Json.canonical(text), StandardCharsets.UTF_8));
        String digest = grant.path("digest").asText();
        house.registry.forget("GET /v1/grants/" + digest);
        house.registry.answer("GET /v1/grants/" + digest, grant);

        Result result = house.run("grant", "approve", digest, "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("grant-not-ordered");
    }

    @Test
    void addsNothingToACancelledGrant() throws Exception {
        create("--requested-by", "jane");
        String digest = kept(house.posted(), "cancelled").path("digest").asText();

        Result result = house.run("grant", "approve", digest, "--key", house.key("ben"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("is cancelled");
    }

    @Test
    void listsGrantsWithWhatIsLeftOfThem() throws Exception {
        create("--requested-by", "jane");
        ObjectNode grant = kept(house.posted(), "gathering");
        ObjectNode list = Json.TOLERANT.createObjectNode();
        list.putArray("items").add(grant);
        house.registry.answer("GET /v1/grants?cluster=demo", list);
        house.now = House.NOW.plus(Duration.ofDays(100));

        Result result = house.run("get", "grants", "--cluster", "demo");

        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().map(line -> line.replaceAll(" {2,}", "|")))
                .containsExactly(
                        "DIGEST|LINEAGES|STATE|PERSONS|ENDS IN|RENEWALS LEFT",
                        grant.path("digest").asText() + "|demo/etcd-peer/cp-1|gathering|0 of -|300d|3");
        house.now = House.NOW;
        assertThat(house.run("get", "grants", "--cluster", "demo", "-o", "name").out())
                .isEqualTo("grant/" + grant.path("digest").asText() + "\n");
    }

    @Test
    void describesAGrantInFull() throws Exception {
        create("--requested-by", "jane", "--reason", "CHG0430");
        ObjectNode grant = kept(house.posted(), "gathering");

        Result result = house.run("describe", "grant", grant.path("digest").asText());

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("State:        gathering\n")
                .contains("Approved by:  ann (1 of 2 persons)\n")
                .contains("Reason:       CHG0430\n")
                .contains("Check:        ok\n")
                .contains("demo/etcd-peer/cp-1\n  profile       etcd-peer (T1, 2 persons)\n");
    }

    @Test
    void oneGrantStaysInOneCluster() {
        Result result = house.run(
                "grant", "create", "demo/etcd-peer/cp-1", "other/etcd-peer/cp-1", "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(house.registry.sent).isEmpty();
    }
}
