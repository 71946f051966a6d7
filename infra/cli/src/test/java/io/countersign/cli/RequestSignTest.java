package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.Order;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.x509.Csr;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of tier T0, which whoever asks signs as well. */
class RequestSignTest {
    private static final String NOBODY = "{\"persons\":[],\"needed\":2}";
    private static final String TWO = "{\"persons\":[\"ann\",\"ben\"],\"needed\":2}";

    @TempDir
    Path folder;

    private House house;
    private ObjectNode request;
    private String id;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        request = house.request(Lineage.parse("demo/front-proxy-client/cp-1"), Names.subject("front-proxy-client"));
        request.put("requester", "kim");
        house.show(request);
        id = request.path("id").asText();
        house.registry.answer("POST /v1/orders", NOBODY);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Result run(String command, String person) {
        List<String> args = new ArrayList<>(List.of(command.split(" ")));
        args.addAll(List.of(id, "--key", house.key(person), "--yes"));
        return house.run(args.toArray(String[]::new));
    }

    private SignedItem signed(JsonNode first, Approval... approvals) throws Exception {
        return SignedItem.of(
                first.path("payload").asText(),
                List.of(approvals),
                0,
                first.path("items").get(0).asText(),
                Csr.readPem(request.path("csr").asText()).der());
    }

    @Test
    void theRequesterSignsFirstAndOthersApproveTheSameBytes() throws Exception {
        Result asked = run("request sign", "kim");
        assertThat(asked.err()).isEmpty();
        assertThat(asked.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(asked.out())
                .contains("signing as kim, who asks for it")
                .contains("signed as the requester; approved: 0 of 2 persons")
                .contains("next: another person runs: countersign approve " + id);
        JsonNode first = house.posted();
        Approval requested = House.approval(first.path("approval"));
        ObjectNode order = house.orderPosted(List.of(request));
        String digest = Order.parse(
                        Base64.getUrlDecoder().decode(first.path("payload").asText()))
                .digest()
                .toString();
        house.registry.answer("POST /v1/orders/" + digest + "/approvals", NOBODY);
        run("approve", "ann");
        Approval ann = House.approval(house.posted());
        order.withArray("approvals").add(house.posted());
        house.show(request);
        house.registry.forget("POST /v1/orders/" + digest + "/approvals");
        house.registry.answer("POST /v1/orders/" + digest + "/approvals", TWO);

        Result last = run("approve", "ben");

        assertThat(last.err()).isEmpty();
        assertThat(last.exit()).isEqualTo(ExitCode.OK);
        ApprovedItem approved = Decision.check(
                house.trust, Stops.NONE, signed(first, requested, ann, House.approval(house.posted())), house.now);
        assertThat(approved.persons()).containsExactlyInAnyOrder("ann", "ben");
    }

    @Test
    void approvalsAloneWaitForTheRequester() throws Exception {
        house.registry.forget("POST /v1/orders");
        house.registry.answer("POST /v1/orders", TWO);

        Result result = run("approve", "ann");

        assertThat(result.exit()).isEqualTo(ExitCode.WAITING);
        assertThat(result.out()).contains("next: whoever asked runs: countersign request sign " + id);
    }

    @Test
    void theRequesterIsSentToTheOtherCommand() {
        Result result = run("approve", "kim");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("countersign request sign ID");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void nobodySignsInTheRequestersName() {
        Result result = run("request sign", "ann");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("the request is kim's, and this key is ann's");
        assertThat(house.registry.sent).isEmpty();
    }

    @Test
    void lesserRequestsAreNotSigned() throws Exception {
        request = house.peerRequest();
        request.put("requester", "kim");
        house.show(request);
        id = request.path("id").asText();

        Result result = run("request sign", "kim");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("only requests of tier T0 are signed by whoever asks");
    }

    @Test
    void theHighestTierHasAnOrderOfItsOwn() throws Exception {
        ObjectNode peer = house.peerRequest();
        peer.put("requester", "kim");
        house.show(peer);

        Result result = house.run("approve", id, peer.path("id").asText(), "--key", house.key("ann"), "--yes");

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("need an order of their own");
    }
}
