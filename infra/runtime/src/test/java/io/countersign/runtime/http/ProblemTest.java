package io.countersign.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import org.junit.jupiter.api.Test;

final class ProblemTest {
    @Test
    void aRefusalKeepsItsCodeAndTellsWhatToDo() throws Exception {
        JsonNode body = Json.parse(
                Problem.of(new Refusal(RefusalCode.WRONG_TYP, "typ is JWT")).body());
        assertThat(body.get("type").asText()).isEqualTo("urn:countersign:problem:wrong-typ");
        assertThat(body.get("status").asInt()).isEqualTo(422);
        assertThat(body.get("code").asText()).isEqualTo("wrong-typ");
        assertThat(body.get("title").asText()).isEqualTo(RefusalCode.WRONG_TYP.sentence());
        assertThat(body.get("detail").asText()).isEqualTo("typ is JWT");
        assertThat(body.get("remedy").asText()).isEqualTo(RefusalCode.WRONG_TYP.remedy());
    }

    @Test
    void furtherMembersNeverReplaceTheOwn() throws Exception {
        Problem problem = Problem.of(409, "order-exists", "t", "d", "r")
                .with("order", "payload")
                .with("code", "forged");
        JsonNode body = Json.parse(problem.body());
        assertThat(body.get("order").asText()).isEqualTo("payload");
        assertThat(body.get("code").asText()).isEqualTo("order-exists");
    }

    @Test
    void anInternalFaultShowsNothingOfItsCause() {
        assertThat(Problem.internal().status()).isEqualTo(500);
        assertThat(Problem.internal().detail()).isEqualTo("The cause is in the log of the service.");
    }
}
