package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.installation.Layout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 7: a record that cannot be read is a dead letter, no process dies, and the next good record is taken. */
@WithInstallation
final class GarbageIT {
    /** What the signer looks up before it works, it reads then and under keys it knows; its own tests spoil those. */
    private static final Set<Topic> LOOKED_UP = Set.of(Topic.TRUST, Topic.CERTIFICATES, Topic.CHECKPOINTS);

    private final SharedInstallation site;
    private final Rest log;

    GarbageIT(SharedInstallation site) {
        this.site = site;
        this.log = Rest.ofAudit(site, "oscar");
    }

    @Test
    void everyReaderOfEveryTopicPutsGarbageAsideAndGoesOnBehindIt() throws Exception {
        String user = site.freshUser();
        // One lineage, so one partition: what follows stands behind the garbage.
        Lineage lineage = new Lineage(Layout.CLUSTER, "user", user);
        Event checkpoint = site.awaitEvent(EventType.CHECKPOINT_PUBLISHED, event -> true);
        for (Topic topic : Topic.values()) {
            String writer = topic.writers().iterator().next().wireName();
            for (Garbage garbage : Garbage.forTopic(topic, checkpoint)) {
                if (!readers(topic).isEmpty()) {
                    site.write(writer, topic, lineage.toString(), garbage.record());
                }
            }
        }
        List<Event> letters = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            for (ServiceName reader : readers(topic)) {
                for (Garbage garbage : Garbage.forTopic(topic, checkpoint)) {
                    Event letter = site.deadLetter(reader, topic, garbage.octets());
                    assertThat(letter.data(RecordUnreadable.class).reason())
                            .as("%s of %s: %s", reader, topic, garbage.reason())
                            .isEqualTo(garbage.reason().code());
                    letters.add(letter);
                }
            }
        }
        assertEveryTopicGoesOn(lineage);
        // The audit-service's letters about letters stand behind the garbage of all three partitions of dead-letters.
        letters.forEach(this::assertLogged);
        assertThat(site.installation().readyServices()).hasSize(ServiceName.values().length);
    }

    private void assertEveryTopicGoesOn(Lineage lineage) {
        Asked asked =
                site.asked(lineage, SharedInstallation.csr(Names.subject(lineage.instance(), "payments-readonly")));
        assertLogged(about(EventType.CSR_SUBMITTED, lineage));
        site.approve("alice", asked).expect(0);
        Event issued = site.issued(asked);
        assertLogged(about(EventType.CSR_APPROVED, lineage));
        assertLogged(about(EventType.CERTIFICATE_INTENDED, lineage));
        assertLogged(issued);
        about(EventType.INVENTORY_CHANGED, lineage);

        // The watcher speaks only of what is due, and nothing of this age is: somebody who is the registry says it is
        // older.
        Event old = aged(issued.data(CertificateIssued.class));
        site.write("registry-service", Topic.INVENTORY, lineage.toString(), old.bytes());
        assertLogged(about(EventType.RENEWAL_DUE, lineage));
        await("the registry knows").atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(site.installation()
                        .client("oscar")
                        .run("describe", "lineage", lineage.toString())
                        .expect(0)
                        .out())
                .contains("renewal due"));

        Event trust = Event.of(
                EventType.TRUST_PUBLISHED,
                ServiceName.REGISTRY.source(),
                lineage.toString(),
                Instant.now(),
                new TrustPublished(99, Sha256.of(new byte[0]), Bytes.of(new byte[] {1})),
                Optional.empty());
        site.write("registry-service", Topic.TRUST, trust.subject(), trust.bytes());
        assertLogged(trust);
    }

    /** Who reads a topic as it comes. */
    private static List<ServiceName> readers(Topic topic) {
        return topic.readers().stream()
                .filter(reader -> reader != ServiceName.SIGNER || !LOOKED_UP.contains(topic))
                .toList();
    }

    private Event about(EventType type, Lineage lineage) {
        return site.awaitEvent(type, event -> event.subject().equals(lineage.toString()));
    }

    /** The log has a receipt for this event. */
    private void assertLogged(Event event) {
        await("the log holds " + event).atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(
                        log.get("/v1/receipts/" + event.id()))
                .returns(200, Rest.Reply::status));
    }

    /** The inventory's entry of this certificate, as if it were in the second half of its life. */
    private static Event aged(CertificateIssued issued) {
        Duration life = Duration.between(issued.notBefore(), issued.notAfter());
        Instant notBefore = Instant.now().minus(life.multipliedBy(7).dividedBy(10));
        InventoryChanged.Entry entry =
                new InventoryChanged.Entry(issued.id(), issued.certificate().sha256(), notBefore, notBefore.plus(life));
        return Event.of(
                EventType.INVENTORY_CHANGED,
                ServiceName.REGISTRY.source(),
                issued.lineage().toString(),
                Instant.now(),
                new InventoryChanged(
                        issued.lineage(),
                        issued.profile(),
                        entry,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty());
    }
}
