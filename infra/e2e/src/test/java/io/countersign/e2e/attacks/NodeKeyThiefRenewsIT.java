package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.e2e.Rest;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.orders.Continuity;
import io.countersign.orders.GrantText;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 6: somebody has copied the key of a live certificate with a standing grant. Names never widen, the grant holds
 * for one successor, the second order for it ends the grant with an alarm that names both keys, and people can go on.
 */
@WithInstallation
final class NodeKeyThiefRenewsIT {
    private static final Lineage LINEAGE = Lineage.parse("demo/apiserver-etcd-client/cp-1");
    private static final Lineage OTHER = Lineage.parse("demo/etcd-healthcheck-client/cp-1");
    private static final Names NAMES = Names.subject("kube-apiserver-etcd-client");
    private static final Duration GAP = Duration.ofSeconds(10);

    private final SharedInstallation site;
    private final Rest node;

    NodeKeyThiefRenewsIT(SharedInstallation site) {
        this.site = site;
        this.node = Rest.ofRegistry(site, "demo.cp-1");
    }

    @Test
    void getsOneSuccessorAndTheGrantIsOver() throws Exception {
        KeyPair copied = SharedInstallation.newKeys();
        IssuedCertificate live = issuedByPeople(copied);
        GrantText grant = granted();
        await("the gap of the grant").atMost(SharedInstallation.LONG).until(() -> Instant.now()
                .isAfter(live.notBefore().plus(Duration.ofMinutes(5)).plus(GAP)));
        long reused = site.metric("audit-service", "countersign_audit_predecessors_reused_total");

        Rest.Reply wider =
                node.post("/v1/renewals", redemption(grant, live, copied, OTHER, "kube-etcd-healthcheck-client"));
        assertThat(wider.status()).as(wider.body().toString()).isEqualTo(422);

        String thief = accepted(node.post("/v1/renewals", redemption(grant, live, copied)));
        site.awaitEvent(
                EventType.CERTIFICATE_ISSUED,
                event -> event.data(CertificateIssued.class).request().equals(thief));

        // While the first is on its way, the registry says so; it is the log that decides.
        ObjectNode again = redemption(grant, live, copied);
        String honest = accepted(await("the registry to know the first certificate")
                .atMost(SharedInstallation.LONG)
                .until(() -> node.post("/v1/renewals", again), reply -> reply.status() != 409));
        CertificateLapsed lapsed = site.awaitEvent(
                        EventType.CERTIFICATE_LAPSED,
                        event -> event.data(CertificateLapsed.class).request().equals(honest))
                .data(CertificateLapsed.class);
        assertThat(lapsed.code()).isEqualTo(RefusalCode.PREDECESSOR_REUSED.code());
        assertThat(site.metric("audit-service", "countersign_audit_predecessors_reused_total"))
                .isEqualTo(reused + 1);
        await("the lineage shown as frozen").atMost(SharedInstallation.LONG).until(() -> lineage()
                .has("frozen"));

        issuedByPeople(SharedInstallation.newKeys());
        await("the lineage free again").atMost(SharedInstallation.LONG).until(() -> !lineage()
                .has("frozen"));
    }

    private JsonNode lineage() {
        return Rest.ofRegistry(site, "oscar").get("/v1/lineages/" + LINEAGE).body();
    }

    private IssuedCertificate issuedByPeople(KeyPair keys) throws Exception {
        Asked asked = site.asked(LINEAGE, SharedInstallation.csr(keys, NAMES), "--lifetime", "4m");
        site.approve("alice", asked).expect(4);
        site.approve("bob", asked).expect(0);
        return IssuedCertificate.read(
                site.issued(asked).data(CertificateIssued.class).certificate().toArray());
    }

    private GrantText granted() throws Exception {
        String key = site.layout().approvalKey("alice").toString();
        site.installation()
                .client("alice")
                .run(
                        "grant",
                        "create",
                        LINEAGE.toString(),
                        "--until",
                        "2h",
                        "--life",
                        "1h",
                        "--gap",
                        GAP.toSeconds() + "s",
                        "--requested-by",
                        "oscar",
                        "--key",
                        key,
                        "--yes")
                .expect(4);
        Rest alice = Rest.ofRegistry(site, "alice");
        JsonNode grant =
                alice.get("/v1/grants?lineage=" + LINEAGE).body().path("items").get(0);
        site.installation()
                .client("bob")
                .run(
                        "grant",
                        "approve",
                        grant.path("digest").asText(),
                        "--key",
                        site.layout().approvalKey("bob").toString(),
                        "--yes")
                .expect(0);
        return GrantText.parse(grant.path("texts").get(0).asText());
    }

    private ObjectNode redemption(GrantText grant, IssuedCertificate live, KeyPair signing) throws Exception {
        return redemption(grant, live, signing, LINEAGE, NAMES.commonName());
    }

    /** What an agent would send, with a new key each time. */
    private ObjectNode redemption(GrantText grant, IssuedCertificate live, KeyPair signing, Lineage lineage, String cn)
            throws Exception {
        Instant now = Instant.now();
        Csr csr = SharedInstallation.csr(Names.subject(cn));
        OrderItem item = new ItemDraft(
                        csr,
                        lineage,
                        Optional.empty(),
                        Optional.of(Duration.ofHours(1)),
                        Optional.of(new Predecessor(live.serial(), live.fingerprint(), 1)))
                .item(site.trust(), now);
        Order order = new OrderWriter(site.trust(), InstantSource.fixed(now), new SecureRandom()).redeem(item, grant);
        Approval continuity = Continuity.sign(order, signing.getPrivate(), signing.getPublic());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("payload", order.payload());
        body.put("itemText", item.text());
        body.put("csr", Pem.encode(Pem.CERTIFICATE_REQUEST, csr.der().toArray()));
        body.set("approval", Json.TOLERANT.valueToTree(continuity));
        body.put("predecessor", Pem.encode(Pem.CERTIFICATE, live.der().toArray()));
        body.put("grant", grant.digest().toString());
        return body;
    }

    private static String accepted(Rest.Reply reply) {
        assertThat(reply.status()).as(reply.body().toString()).isBetween(200, 201);
        return reply.body().path("id").asText();
    }
}
