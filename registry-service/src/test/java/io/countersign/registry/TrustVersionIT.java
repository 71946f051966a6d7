package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDraft;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Versions of the trust document over REST, in a registry that has no log to ask. */
@WithStack
final class TrustVersionIT {
    @Test
    void publishesTheNextVersionAndGoesByThePinnedOneUntilTheLogHoldsIt(Stack stack) {
        try (RunningRegistry registry = RunningRegistry.on(stack);
                TopicReader trust = new TopicReader(stack.kafka(ServiceName.SIGNER), Topic.TRUST)) {
            Installation installation = registry.installation();
            TrustContent next = TrustDraft.after(installation.trust())
                    .roster(roster -> roster.stream()
                            .filter(entry -> !entry.person().equals(Installation.ALICE))
                            .toList())
                    .content(Instant.now().truncatedTo(ChronoUnit.SECONDS), Duration.ofDays(30));
            RestClient alice = registry.person("alice");
            assertThat(publish(alice, installation.file(next, 0)).code()).isEqualTo("trust-too-few-officers");
            byte[] file = installation.file(next, 0, 1);
            RestClient.Reply published = publish(alice, file);
            assertThat(published.status()).as(published.text()).isEqualTo(201);
            assertThat(publish(alice, file).status()).as("sent again").isEqualTo(200);
            trust.await(
                    EventType.TRUST_PUBLISHED,
                    1,
                    event -> event.subject().equals("version/2")
                            && event.data(TrustPublished.class).document().equals(Bytes.of(file)));

            JsonNode versions = alice.get("/v1/trust").body().path("versions");
            assertThat(versions).hasSize(2);
            assertThat(versions.get(0).path("logged").asBoolean()).isTrue();
            assertThat(versions.get(1).path("version").asLong()).isEqualTo(2);
            assertThat(versions.get(1).path("logged").asBoolean()).isFalse();
            assertThat(Base64.getDecoder()
                            .decode(versions.get(1).path("document").asText()))
                    .isEqualTo(file);
            assertThat(new Asking(registry)
                            .approved(Asking.scheduler(), Lineage.parse("demo/scheduler/cp-1"))
                            .path("state")
                            .asText())
                    .as("alice still counts")
                    .isEqualTo("approved");
            assertThat(registry.agent("demo", "cp-1")
                            .post("/v1/trust", Map.of("document", ""))
                            .code())
                    .isEqualTo("not-permitted");
        }
    }

    private static RestClient.Reply publish(RestClient who, byte[] file) {
        return who.post("/v1/trust", Map.of("document", Base64.getEncoder().encodeToString(file)));
    }
}
