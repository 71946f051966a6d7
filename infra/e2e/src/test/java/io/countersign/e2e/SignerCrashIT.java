package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.stack.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Rule 3 over the whole system: whatever is killed, told again or lost, an order has one certificate. The signer's own test dies at
 * every step; here stand real receipts, the log and the inventory. Late, because every test pays for a signer that is away.
 */
@WithInstallation
@Order(Integer.MAX_VALUE - 2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SignerCrashIT {
    private static final String SIGNER = ServiceName.SIGNER.wireName();
    private static final int KILLED = 137;

    private final SharedInstallation site;

    SignerCrashIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    @Order(1)
    void issuesOneCertificateOverADeathBeforeTheSignatureAndADeathAfterIt() throws Exception {
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        ServiceProcess first = site.installation().awaitReady(SIGNER, doomed("APPROVALS/AFTER_COMMIT"));
        // Before, it may have had to say again what it does not believe of the topic trust.
        Files.createFile(doom());
        Asked asked = site.approved("alice");
        assertThat(first.exitCode(SharedInstallation.LONG)).isEqualTo(KILLED);
        CertificateIntended intended =
                about(EventType.CERTIFICATE_INTENDED, asked).data(CertificateIntended.class);
        // Its receipt waits already: it signs as soon as it reads, and dies with the certificate unsaid.
        assertThat(doomed("RECEIPTS/AFTER_SEND").exitCode(SharedInstallation.LONG))
                .isEqualTo(KILLED);
        site.installation().start(SIGNER);

        CertificateIssued issued = site.issued(asked).data(CertificateIssued.class);
        assertThat(issued.id()).isEqualTo(intended.id());
        assertThat(of(EventType.CERTIFICATE_INTENDED, asked)).hasSize(1);
        assertThat(of(EventType.CERTIFICATE_ISSUED, asked)).hasSize(1);
        awaitState(asked, "issued");
    }

    @Test
    @Order(2)
    void saysNothingNewWhenEverythingIsToldAgain() throws Exception {
        Asked asked = site.approved("alice");
        site.issued(asked);
        awaitState(asked, "issued");
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        // A certificate that has ended since is not made again: its order lapses when it is told again.
        Instant soon = Instant.now().plus(SharedInstallation.LONG);
        Set<String> standing = issued(data -> data.notAfter().isAfter(soon), Event::id);
        Set<String> ending = issued(data -> !data.notAfter().isAfter(soon), Event::subject);
        List<Event> before = outcomes();
        int certificates = inventory().size();

        try (Admin admin = site.admin().admin()) {
            resetOffsets(admin);
        }
        site.installation().start(SIGNER);
        await("every certificate once more").atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(
                        outcomes().stream().skip(before.size()))
                .extracting(Event::id)
                .containsAll(standing));
        Set<String> known = before.stream().map(Event::id).collect(Collectors.toSet());
        assertThat(outcomes()).filteredOn(event -> !known.contains(event.id())).allSatisfy(event -> {
            assertThat(event.type()).isIn(EventType.CSR_REFUSED, EventType.CERTIFICATE_LAPSED);
            assertThat(ending).contains(event.subject());
        });
        assertThat(inventory()).hasSize(certificates);
    }

    /** A file: from when on it may die. */
    private Path doom() {
        return site.layout().folder().resolve("doom");
    }

    /** The signer with a moment of its death. */
    private ServiceProcess doomed(String moment) {
        Path testClasses = site.layout().module("signer-service/target/test-classes");
        return site.installation()
                .launch(SIGNER, spec -> spec.withFirst(testClasses, "io.countersign.signer.KillableSignerMain")
                        .withJvm(List.of("-Dkill.at=" + moment, "-Dkill.when=" + doom())));
    }

    private Event about(EventType type, Asked asked) {
        return site.awaitEvent(
                type, event -> event.subject().equals(asked.lineage().toString()));
    }

    private List<Event> of(EventType type, Asked asked) {
        return site.wire()
                .events(type.topic().orElseThrow())
                .filter(event -> event.type() == type
                        && event.subject().equals(asked.lineage().toString()))
                .toList();
    }

    /** Something about each certificate ever told that fits. */
    private Set<String> issued(Predicate<CertificateIssued> fits, Function<Event, String> what) {
        return outcomes().stream()
                .filter(event -> event.type() == EventType.CERTIFICATE_ISSUED)
                .filter(event -> fits.test(event.data(CertificateIssued.class)))
                .map(what)
                .collect(Collectors.toSet());
    }

    /** Everything the signer ever answered, in the order of arrival. */
    private List<Event> outcomes() {
        return site.wire().events(Topic.CERTIFICATES).toList();
    }

    /** Fingerprints of all certificates that the registry knows. */
    private Set<String> inventory() {
        JsonNode list = site.installation()
                .client("oscar")
                .run("get", "certificates", "-o", "json")
                .expect(0)
                .json();
        Set<String> fingerprints = new HashSet<>();
        list.path("items")
                .forEach(item -> fingerprints.add(item.path("fingerprint").asText()));
        return fingerprints;
    }

    private void awaitState(Asked asked, String state) {
        Rest oscar = Rest.ofRegistry(site, "oscar");
        await(state).atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(
                        oscar.get("/v1/requests/" + asked.id())
                                .body()
                                .path("state")
                                .asText())
                .isEqualTo(state));
    }

    /** Back to the first record of everything; the broker allows it once the member that ended is gone from the group. */
    private static void resetOffsets(Admin admin) {
        Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
        for (Topic topic : List.of(Topic.APPROVALS, Topic.RECEIPTS)) {
            for (int number = 0; number < topic.partitions(); number++) {
                beginning.put(new TopicPartition(topic.wireName(), number), new OffsetAndMetadata(0));
            }
        }
        await("offsets reset")
                .atMost(Duration.ofSeconds(30))
                .ignoreException(ExecutionException.class)
                .until(() -> {
                    admin.alterConsumerGroupOffsets(ServiceName.SIGNER.group(), beginning)
                            .all()
                            .get(10, TimeUnit.SECONDS);
                    return true;
                });
    }
}
