package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.House.Result;
import io.countersign.orders.Decision;
import io.countersign.orders.Order;
import io.countersign.orders.Stops;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenyTest {
    @TempDir
    Path folder;

    @Test
    void deniesWithASignedOrder() throws Exception {
        try (House house = new House(folder)) {
            ObjectNode request = house.peerRequest();
            String id = request.path("id").asText();
            house.registry.answer("POST /v1/denials", "{\"requests\":[]}");

            Result result = house.run("deny", id, "--reason", "no ticket", "--key", house.key("ann"));

            assertThat(result).isEqualTo(new Result(ExitCode.OK, "request/" + id + " denied\n", ""));
            JsonNode posted = house.registry.sent.get(0);
            Order denial = Decision.checkDenial(
                    house.trust,
                    Stops.NONE,
                    posted.path("payload").asText(),
                    List.of(House.approval(posted.path("approval"))),
                    house.now);
            assertThat(denial.requests()).containsExactly(id);
            assertThat(denial.reason()).contains("no ticket");
        }
    }

    @Test
    void aDenialWithoutAReasonIsAUsageError() throws Exception {
        try (House house = new House(folder)) {
            assertThat(house.run("deny", "aaa", "--key", house.key("ann")).exit())
                    .isEqualTo(ExitCode.USAGE);
            assertThat(house.registry.asked).isEmpty();
        }
    }
}
