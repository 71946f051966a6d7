package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Lineage;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Standing grants: who signs them, and how they reach the agents. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrantIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Stack stack;
    private RunningRegistry registry;
    private Granting granting;

    GrantIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        granting = new Granting(registry);
    }

    @AfterAll
    void stop() {
        registry.close();
    }

    @Test
    void isActiveWhenPeopleEnoughHaveSignedTheSameBytes() {
        GrantText text = granting.text(PEER, inDays(100));
        GrantOrder order = granting.order(text);
        RestClient.Reply first = granting.propose(order, Installation.ALICE, text);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.body().path("state").asText()).isEqualTo("gathering");
        assertThat(first.body().path("needed").asInt()).isEqualTo(2);
        assertThat(granting.propose(order, Installation.ALICE, text).status())
                .as("sent again")
                .isEqualTo(200);
        assertThat(granting.approve(order, Installation.ALICE).body().path("approvals"))
                .hasSize(1);
        assertThat(granting.approve(order, "alice-second").body().path("state").asText())
                .as("keys are not persons")
                .isEqualTo("gathering");

        JsonNode second = granting.approve(order, Installation.BOB).body();
        assertThat(second.path("state").asText()).isEqualTo("active");
        assertThat(second.path("persons")).extracting(JsonNode::asText).containsExactly("alice", "bob");
        JsonNode shown = granting.show(order);
        assertThat(shown.path("payload").asText()).isEqualTo(order.payload());
        assertThat(shown.path("texts").get(0).asText()).isEqualTo(text.text());
        assertThat(shown.path("digest").asText()).isEqualTo(order.digest().toString());
        assertThat(shown.has("refusal")).isFalse();
        assertThat(granting.approve(order, Installation.CAROL).code()).isEqualTo("request-closed");
    }

    @Test
    void givesTheFirstOrderToWhoeverProposesAnotherOverTheSameText() {
        GrantText text = granting.text(PEER, inDays(101));
        GrantOrder first = granting.order(text);
        assertThat(granting.propose(first, Installation.ALICE, text).status()).isEqualTo(201);
        GrantText other = granting.text(PEER, inDays(106));
        RestClient.Reply second = granting.propose(granting.order(other, text), Installation.BOB, other, text);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("order-exists");
        assertThat(second.body().path("grant").path("payload").asText()).isEqualTo(first.payload());
    }

    @Test
    void refusesWhatTheSignerWouldRefuse() {
        GrantText text = granting.text(PEER, inDays(102));
        GrantText tooLong = granting.text(PEER, inDays(500));
        GrantText otherText = granting.text(PEER, inDays(103));
        assertThat(granting.propose(granting.order(tooLong), Installation.ALICE, tooLong)
                        .code())
                .isEqualTo("grant-too-long");
        assertThat(granting.propose(granting.order(text), Installation.ALICE, otherText)
                        .code())
                .isEqualTo("grant-not-ordered");
        assertThat(granting.propose(granting.order(text), "revoker", text).code())
                .isEqualTo("role-missing");
        assertThat(registry.person("alice")
                        .postText(
                                "/v1/grants",
                                "{\"payload\":\"a\",\"texts\":[null],\"approval\":{\"protected\":\"a\",\"signature\":\"b\"}}")
                        .code())
                .isEqualTo("request-malformed");
        assertThat(granting.approve(granting.order(text), Installation.ALICE).status())
                .isEqualTo(404);
    }

    @Test
    void listsByClusterAndLineagePageByPage() {
        Lineage elsewhere = Lineage.parse("other/etcd-peer/cp-1");
        GrantText one = granting.text(elsewhere, inDays(104));
        GrantText two = granting.text(elsewhere, inDays(105));
        GrantOrder first = granting.granted(one);
        GrantOrder second = granting.granted(two);
        RestClient rita = registry.person("rita");
        JsonNode page = rita.get("/v1/grants?cluster=other&limit=1&lineage=" + elsewhere)
                .body();
        assertThat(page.path("items").findValuesAsText("digest"))
                .containsExactly(second.digest().toString());
        JsonNode next = rita.get("/v1/grants?lineage=" + elsewhere + "&limit=1&cursor="
                        + page.path("next").asText())
                .body();
        assertThat(next.path("items").findValuesAsText("digest"))
                .containsExactly(first.digest().toString());
        assertThat(rita.get("/v1/grants?cluster=countersign").body().path("items"))
                .isEmpty();
        assertThat(rita.get("/v1/grants?lineage=nonsense").code()).isEqualTo("request-malformed");
        assertThat(registry.agent("demo", RunningRegistry.NODE)
                        .get("/v1/grants")
                        .code())
                .isEqualTo("not-permitted");
    }

    private static Instant inDays(long days) {
        return Instant.now().plus(Duration.ofDays(days));
    }
}
