package io.countersign.registry.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallerTest {
    private static final Caller AGENT = Caller.of(URI.create("spiffe://countersign.test/agent/demo/cp-1"));

    @Test
    void readsPersonsServicesAndAgents() {
        assertThat(Caller.of(URI.create("spiffe://countersign.test/person/alice"))
                        .id())
                .isEqualTo("alice");
        assertThat(Caller.of(URI.create("spiffe://countersign.test/countersign/audit-service"))
                        .id())
                .isEqualTo("audit-service");
        assertThat(AGENT.post()).contains(new Caller.Post("demo", "cp-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spiffe://countersign.test/",
                "spiffe://countersign.test/person",
                "spiffe://countersign.test/agent/demo",
                "spiffe://countersign.test/agent/demo/cp-1/more",
                "spiffe://countersign.test/agent/demo/CP",
                "spiffe://countersign.test/robot/demo"
            })
    void knowsNoOtherNames(String id) {
        assertThatThrownBy(() -> Caller.of(URI.create(id))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo/etcd-peer/cp-2", "other/etcd-peer/cp-1", "demo/user/cp-1"})
    void keepsAnAgentToItsOwnNode(String lineage) {
        assertThatThrownBy(() -> AGENT.requireMayTouch(Lineage.parse(lineage))).isInstanceOf(RefusedException.class);
    }

    @Test
    void letsAnAgentTouchItsOwnNode() {
        assertThatCode(() -> AGENT.requireMayTouch(Lineage.parse("demo/etcd-peer/cp-1")))
                .doesNotThrowAnyException();
    }
}
