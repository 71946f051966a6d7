package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationWriter;
import io.countersign.orders.Revoked;
import io.countersign.orders.StrictJws;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Revoke orders as people sign and send them, and what the signer makes of them. */
final class Revoking {
    static final String FRANK = "revoker";
    static final String GRACE = "revoker-second";

    private final RunningRegistry registry;
    private final Installation installation;

    Revoking(RunningRegistry registry) {
        this.registry = registry;
        this.installation = registry.installation();
    }

    /** An order over certificates of one cluster's etcd. */
    RevocationOrder order(Redeeming... certificates) {
        List<Revoked> revoked = Stream.of(certificates).map(Redeeming::revoked).toList();
        return order(revoked);
    }

    RevocationOrder order(List<Revoked> revoked) {
        String cluster = revoked.get(0).lineage().cluster();
        try {
            return new RevocationWriter(installation.trust(), InstantSource.system(), new SecureRandom())
                    .revoke(
                            installation.trust().issuer(cluster, "etcd-ca").orElseThrow(),
                            revoked,
                            RevocationReason.KEY_COMPROMISE,
                            "node stolen");
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    ObjectNode body(RevocationOrder order, Approval approval) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("payload", order.payload());
        body.putObject("approval").put("protected", approval.header()).put("signature", approval.signature());
        return body;
    }

    RestClient.Reply send(RevocationOrder order, String revoker) {
        return person().post("/v1/revocations", body(order, sign(order, revoker)));
    }

    RestClient.Reply approve(RevocationOrder order, String revoker) {
        return person().post("/v1/revocations/" + order.digest() + "/approvals", sign(order, revoker));
    }

    JsonNode show(RevocationOrder order) {
        RestClient.Reply reply = person().get("/v1/revocations/" + order.digest());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.body();
    }

    String state(RevocationOrder order) {
        return show(order).path("state").asText();
    }

    RestClient person() {
        return registry.person("frank");
    }

    Approval sign(RevocationOrder order, String revoker) {
        return StrictJws.sign(MessageType.ORDER, order.payload(), installation.approver(revoker));
    }

    /** A CRL of a cluster's etcd. */
    Crl crl(String cluster, long number, CrlEntry... entries) {
        return installation.crl(TbsCrl.build(
                installation.issuer(cluster, "etcd-ca"),
                number,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                List.of(entries)));
    }

    static CrlEntry entry(Redeeming certificate, Instant at) {
        return new CrlEntry(
                certificate.live().serial(), at.truncatedTo(ChronoUnit.SECONDS), RevocationReason.KEY_COMPROMISE);
    }

    static Event published(Crl crl) {
        return event(EventType.CRL_PUBLISHED, crl.issuer(), told(crl), Optional.empty());
    }

    static CrlPublished told(Crl crl) {
        return new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                "intent-of-" + crl.number(),
                1,
                crl.der());
    }

    /** The signer's refusal of the order as one event told it. */
    static Event refused(RevocationOrder order, String code, boolean retryable, Optional<String> cause) {
        return event(
                EventType.REVOCATION_REFUSED,
                order.issuer(),
                new RevocationRefused(order.issuer(), order.digest(), code, "as a test wishes", retryable),
                cause);
    }

    static Event event(EventType type, Sha256 issuer, EventData data, Optional<String> cause) {
        return Event.of(type, ServiceName.SIGNER.source(), issuer.toString(), Instant.now(), data, cause);
    }
}
