package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationOrder;
import io.countersign.stack.MutualTlsClient;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.Pem;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** CRLs: what counts is the CA's signature, and every certificate that one of them lists is revoked for good. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrlProjectionIT {
    private static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");
    /** In a cluster whose CRLs and certificates are one test's alone. */
    private static final Lineage ELSEWHERE = Lineage.parse("other/etcd-peer/cp-1");

    private static final String NEWEST = "/v1/crls/demo/etcd-ca";

    /** Long enough ago that a test's next order still takes one person. */
    private static final Duration BEFORE = Duration.ofHours(2);

    private final Stack stack;
    private final AtomicLong numbers = new AtomicLong(Instant.now().getEpochSecond());
    private RunningRegistry registry;
    private Installation installation;
    private Revoking revoking;
    private RestClient person;
    private Producer<String, byte[]> signer;

    CrlProjectionIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeAll
    void start() {
        registry = RunningRegistry.on(stack);
        installation = registry.installation();
        revoking = new Revoking(registry);
        person = registry.person("frank");
        signer = stack.kafka(ServiceName.SIGNER).producer();
    }

    @AfterAll
    void stop() {
        signer.close();
        registry.close();
    }

    @Test
    void showsACertificateRevokedOnceACrlListsItWhicheverComesFirst() {
        Redeeming early = Redeeming.with(installation, ELSEWHERE);
        Redeeming late = Redeeming.with(installation, ELSEWHERE);
        Publishing.send(signer, early.issued());
        awaitKnown(early);
        assertThat(certificate(early).path("state").asText()).isNotEqualTo("revoked");
        RevocationOrder order = revoking.order(early, late);
        assertThat(revoking.send(order, Revoking.FRANK).body().path("state").asText())
                .as("the registry does not know one of them")
                .isEqualTo("gathering");
        assertThat(revoking.approve(order, Revoking.GRACE).body().path("state").asText())
                .isEqualTo("ordered");

        CrlEntry first = Revoking.entry(early, Instant.now().minus(BEFORE));
        long number = publish("other", first).number();
        awaitNumber("other", number);
        JsonNode shown = certificate(early);
        assertThat(shown.path("state").asText()).isEqualTo("revoked");
        assertThat(shown.path("revokedAt").asText()).isEqualTo(first.at().toString());
        assertThat(shown.path("reason").asText()).isEqualTo("keyCompromise");
        assertThat(timeline(ELSEWHERE)).containsOnlyOnce("revoked");
        assertThat(revoking.state(order)).as("half of it").isEqualTo("ordered");
        assertThat(lineage(ELSEWHERE).path("newest").path("revokedAt").asText())
                .isEqualTo(first.at().toString());
        assertThat(lineage(ELSEWHERE).path("newest").path("reason").asText()).isEqualTo("keyCompromise");

        CrlEntry second = Revoking.entry(late, Instant.now().minus(BEFORE));
        long both = publish("other", first, second).number();
        awaitNumber("other", both);
        Publishing.send(signer, late.issued());
        awaitKnown(late);
        assertThat(certificate(late).path("state").asText()).isEqualTo("revoked");
        assertThat(timeline(ELSEWHERE).stream().filter("revoked"::equals)).hasSize(2);
        assertThat(person.get("/v1/certificates?cluster=other&state=revoked")
                        .body()
                        .path("items")
                        .findValuesAsText("fingerprint"))
                .containsExactlyInAnyOrder(
                        early.live().fingerprint().hex(),
                        late.live().fingerprint().hex());
        JsonNode effective = revoking.show(order);
        assertThat(effective.path("state").asText()).isEqualTo("effective");
        assertThat(effective.path("crlNumber").asLong()).isEqualTo(both);

        CertificateRevoked told = new CertificateRevoked(
                installation.issuer("other", "etcd-ca").digest(),
                early.live().serial(),
                RevocationReason.KEY_COMPROMISE,
                first.at(),
                order.digest(),
                number);
        Publishing.send(signer, Revoking.event(EventType.CERTIFICATE_REVOKED, told.issuer(), told, Optional.empty()));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> timeline(ELSEWHERE)
                .contains("revocation in CRL " + number));
        Publishing.send(signer, Revoking.refused(order, "crl-full", false, Optional.empty()));
        awaitNumber("other", publish("other", first, second).number());
        assertThat(revoking.state(order)).as("a CRL is the last word").isEqualTo("effective");
    }

    @Test
    void putsACrlThatDoesNotVerifyIntoDeadLettersAndChangesNothing() {
        Redeeming live = Redeeming.with(installation, PEER);
        Publishing.send(signer, live.issued());
        awaitKnown(live);
        long before = publish().number();
        awaitNumber(before);
        CrlEntry entry = Revoking.entry(live, Instant.now().minus(BEFORE));
        Crl good = revoking.crl("demo", numbers.incrementAndGet(), entry);
        CrlPublished told = Revoking.told(good);
        byte[] spoilt = good.der().toArray();
        spoilt[spoilt.length - 1] ^= 1;
        Crl elsewhere = revoking.crl("other", good.number(), entry);
        Crl noReader = installation.crl(
                TbsCrl.build(installation.issuer("demo", "ca"), good.number(), good.thisUpdate(), List.of(entry)));
        List<Event> forged = List.of(
                event(told.issuer(), told, Bytes.of(spoilt), told.number(), told.entries()),
                event(told.issuer(), told, elsewhere.der(), told.number(), told.entries()),
                event(told.issuer(), told, told.crl(), told.number() + 1, told.entries()),
                event(told.issuer(), told, told.crl(), told.number(), 0),
                event(elsewhere.issuer(), told, told.crl(), told.number(), told.entries()),
                Revoking.published(noReader),
                Revoking.event(
                        EventType.CERTIFICATE_REVOKED,
                        told.issuer(),
                        new CertificateRevoked(
                                told.issuer(), entry.serial(), entry.reason(), entry.at(), told.tbs(), told.number()),
                        Optional.empty()));
        forged.forEach(event -> Publishing.send(signer, event));
        try (TopicReader letters = new TopicReader(stack.kafka(ServiceName.AUDIT), Topic.DEAD_LETTERS)) {
            for (Event event : forged) {
                letters.await(EventType.RECORD_UNREADABLE, 1, letter -> isLetter(letter, event.bytes()));
            }
        }
        assertThat(number()).isEqualTo(before);
        assertThat(certificate(live).path("state").asText()).isNotEqualTo("revoked");
        assertThat(person.get("/v1/crls/demo/ca").status()).isEqualTo(404);
        Publishing.send(signer, Revoking.published(good));
        awaitNumber(good.number());
        assertThat(certificate(live).path("state").asText()).isEqualTo("revoked");
    }

    @Test
    void servesTheNewestCrlInEveryFormWithItsNumberAsTag() {
        CrlEntry entry =
                Revoking.entry(Redeeming.with(installation, PEER), Instant.now().minus(BEFORE));
        Crl crl = publish(entry);
        awaitNumber(crl.number());
        HttpResponse<byte[]> der = person.raw(NEWEST);
        assertThat(der.statusCode()).isEqualTo(200);
        assertThat(der.headers().firstValue("Content-Type")).contains("application/pkix-crl");
        assertThat(der.headers().firstValue("ETag")).contains("\"" + crl.number() + "\"");
        assertThat(Bytes.of(der.body())).isEqualTo(crl.der());
        assertThat(person.raw(NEWEST, "Accept", "application/pkix-crl").body()).isEqualTo(der.body());
        RestClient.Reply pem = person.getPem(NEWEST);
        assertThat(pem.mediaType()).isEqualTo("application/x-pem-file");
        assertThat(Bytes.of(Pem.decode(Pem.CRL, pem.text()))).isEqualTo(crl.der());
        JsonNode json = person.get(NEWEST, "application/json").body();
        assertThat(json.path("number").asLong()).isEqualTo(crl.number());
        assertThat(json.path("entries").asInt()).isEqualTo(1);
        assertThat(json.path("tbs").asText()).isEqualTo(crl.tbs().toString());
        assertThat(json.path("revoked").get(0).path("serial").asText())
                .isEqualTo(entry.serial().toString());
        assertThat(json.path("revoked").get(0).path("at").asText())
                .isEqualTo(entry.at().toString());

        HttpResponse<byte[]> known = person.raw(NEWEST, "If-None-Match", "\"" + crl.number() + "\"");
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(person.raw(NEWEST, "If-None-Match", "\"1\"").statusCode()).isEqualTo(200);
        Crl older = revoking.crl("demo", 7, entry);
        Publishing.send(signer, Revoking.published(older));
        passThrough(entry);
        assertThat(number()).as("an older one told late").isGreaterThan(crl.number());
    }

    @Test
    void givesAnAgentTheCrlsOfItsOwnClusterAlone() {
        Crl own = publish();
        awaitNumber(own.number());
        Publishing.send(signer, Revoking.published(revoking.crl("other", 11)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> person.get("/v1/crls/other/etcd-ca", "text/plain").status() == 200);
        RestClient agent = registry.agent("demo", RunningRegistry.NODE);
        assertThat(agent.raw(NEWEST).statusCode()).isEqualTo(200);
        assertThat(agent.get("/v1/crls/other/etcd-ca").code()).isEqualTo("not-permitted");
        assertThat(agent.get("/v1/crls/countersign/services").code()).isEqualTo("not-permitted");
        assertThat(agent.get("/v1/crls").body().path("items").findValuesAsText("cluster"))
                .containsExactly("demo");
        assertThat(person.get("/v1/crls").body().path("items").findValuesAsText("cluster"))
                .containsExactlyInAnyOrder("demo", "other");
        assertThat(registry.as(stack.identity(ServiceName.WATCHER)).get(NEWEST).code())
                .isEqualTo("not-permitted");
    }

    @Test
    void tellsOfTwoCrlsUnderOneNumberAndOfOneThatForgets() {
        CrlEntry entry =
                Revoking.entry(Redeeming.with(installation, PEER), Instant.now().minus(BEFORE));
        Redeeming spared = Redeeming.with(installation, PEER);
        Crl first = publish(entry);
        awaitNumber(first.number());
        double forks = metric("countersign_registry_crl_forks_total");
        double shrunk = metric("countersign_registry_crls_shrunk_total");
        Publishing.send(signer, Revoking.published(first));
        CrlEntry other = Revoking.entry(spared, Instant.now().minus(BEFORE));
        Publishing.send(signer, Revoking.published(revoking.crl("demo", first.number(), entry, other)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> metric("countersign_registry_crl_forks_total") == forks + 1);
        assertThat(Bytes.of(person.raw(NEWEST).body())).as("the first is kept").isEqualTo(first.der());

        Crl empty = publish();
        awaitNumber(empty.number());
        assertThat(metric("countersign_registry_crls_shrunk_total")).isEqualTo(shrunk + 1);
        assertThat(metric("countersign_registry_crl_forks_total")).isEqualTo(forks + 1);
    }

    private Crl publish(CrlEntry... entries) {
        return publish("demo", entries);
    }

    private Crl publish(String cluster, CrlEntry... entries) {
        Crl crl = revoking.crl(cluster, numbers.addAndGet(10), entries);
        Publishing.send(signer, Revoking.published(crl));
        return crl;
    }

    /** Returns when everything told of this issuer before has been taken. */
    private void passThrough(CrlEntry... entries) {
        awaitNumber(publish(entries).number());
    }

    private static Event event(Sha256 subject, CrlPublished told, Bytes crl, long number, int entries) {
        CrlPublished other = new CrlPublished(
                told.issuer(),
                number,
                told.thisUpdate(),
                told.nextUpdate(),
                told.tbs(),
                entries,
                told.intent(),
                told.leafIndex(),
                crl);
        return Revoking.event(EventType.CRL_PUBLISHED, subject, other, Optional.empty());
    }

    private static boolean isLetter(Event letter, byte[] value) {
        RecordUnreadable data = letter.data(RecordUnreadable.class);
        return data.service().equals("registry-service")
                && data.reason().equals("crl-invalid")
                && data.sha256().equals(Sha256.of(value));
    }

    private void awaitNumber(long number) {
        awaitNumber("demo", number);
    }

    private void awaitNumber(String cluster, long number) {
        Awaitility.await("CRL " + number).atMost(Duration.ofSeconds(30)).until(() -> number(cluster) == number);
    }

    private long number() {
        return number("demo");
    }

    private long number(String cluster) {
        RestClient.Reply reply = person.get("/v1/crls/" + cluster + "/etcd-ca", "application/json");
        return reply.status() == 200 ? reply.body().path("number").asLong() : -1;
    }

    private void awaitKnown(Redeeming certificate) {
        Awaitility.await(certificate.live().serial().toString())
                .atMost(Duration.ofSeconds(30))
                .until(() -> person.get("/v1/certificates/" + certificate.live().serial())
                                .status()
                        == 200);
    }

    private JsonNode certificate(Redeeming certificate) {
        return person.get("/v1/certificates/" + certificate.live().fingerprint().hex())
                .body();
    }

    private JsonNode lineage(Lineage of) {
        return person.get("/v1/lineages/" + of).body();
    }

    private List<String> timeline(Lineage of) {
        return lineage(of).path("timeline").findValuesAsText("what");
    }

    private double metric(String name) {
        return new RestClient(MutualTlsClient.http(stack.identity("admin")), registry.opsPort())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
