package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the key ceremony made is in the inventory from the first start on. */
@WithStack
final class FirstCertificatesIT {
    private static final Duration STOP = Duration.ofSeconds(20);

    @Test
    void takesThemInOnceHoweverOftenItStarts(Stack stack) {
        try (RunningRegistry registry = RunningRegistry.on(
                        stack, installation -> Optional.of(new CeremonyRehearsal(installation).heldBy(0, 1)));
                TopicReader inventory = new TopicReader(stack.kafka(ServiceName.WATCHER), Topic.INVENTORY);
                TopicReader lifecycle = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.LIFECYCLE)) {
            List<Event> told = told(inventory, 2);
            assertThat(told)
                    .extracting(Event::subject)
                    .containsExactlyInAnyOrder(CeremonyRehearsal.SIGNER.toString(), CeremonyRehearsal.ALICE.toString());
            assertShown(registry, told);

            registry.process().terminate(STOP);
            registry.start();
            assertShown(registry, told);
            // The outbox keeps its order: what the second start had to tell has left when a later request has.
            Lineage scheduler = Lineage.parse("demo/scheduler/cp-1");
            new Asking(registry).asked(Asking.scheduler(), scheduler);
            lifecycle.await(EventType.CSR_SUBMITTED, 1, event -> event.subject().equals(scheduler.toString()));
            assertThat(told(inventory, 2)).hasSize(2);
        }
    }

    private static void assertShown(RunningRegistry registry, List<Event> told) {
        RestClient person = registry.person("rita");
        JsonNode listed =
                person.get("/v1/certificates?cluster=countersign").body().path("items");
        assertThat(listed).hasSize(2);
        for (Event event : told) {
            InventoryChanged entry = event.data(InventoryChanged.class);
            String fingerprint = entry.newest().fingerprint().hex();
            JsonNode certificate = person.get("/v1/certificates/" + fingerprint).body();
            assertThat(certificate.path("lineage").asText()).isEqualTo(event.subject());
            assertThat(certificate.path("state").asText()).isEqualTo("issued");
            assertThat(certificate.path("timeline")).hasSize(1);
            assertThat(certificate.path("timeline").get(0).path("what").asText())
                    .isEqualTo("issued at the key ceremony");
            JsonNode lineage = person.get("/v1/lineages/" + event.subject()).body();
            assertThat(lineage.path("newest").path("fingerprint").asText()).isEqualTo(fingerprint);
        }
    }

    private static List<Event> told(TopicReader inventory, int least) {
        return inventory.await(
                EventType.INVENTORY_CHANGED, least, event -> event.subject().startsWith("countersign/"));
    }
}
