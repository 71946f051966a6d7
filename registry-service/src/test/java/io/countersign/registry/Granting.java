package io.countersign.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.Installation;
import io.countersign.orders.MessageType;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Profile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Grants as people sign and send them. */
final class Granting {
    private final RunningRegistry registry;
    private final Installation installation;

    Granting(RunningRegistry registry) {
        this.registry = registry;
        this.installation = registry.installation();
    }

    /** A grant for an etcd peer, which takes two persons. */
    GrantText text(Lineage lineage, Instant until) {
        Profile profile = installation.trust().profile("etcd-peer").orElseThrow();
        return new GrantText(
                installation.issuer(lineage.cluster(), "etcd-ca").digest(),
                lineage,
                profile.name(),
                profile.digest(),
                Installation.etcdPeer(lineage.instance()),
                Duration.ofHours(30),
                Duration.ofHours(5),
                installation.now().minus(Duration.ofDays(2)),
                until.truncatedTo(ChronoUnit.SECONDS));
    }

    GrantOrder order(GrantText... texts) {
        try {
            return new GrantWriter(installation.trust(), InstantSource.system(), new SecureRandom())
                    .grant(List.of(texts), Optional.of(Asking.REQUESTER), Optional.of("CHG0002"));
        } catch (RefusedException refused) {
            throw new AssertionError(refused);
        }
    }

    RestClient.Reply propose(GrantOrder order, String approver, GrantText... texts) {
        return registry.person(approver)
                .post(
                        "/v1/grants",
                        Map.of(
                                "payload",
                                order.payload(),
                                "texts",
                                Stream.of(texts).map(GrantText::text).toList(),
                                "approval",
                                sign(order, approver)));
    }

    RestClient.Reply approve(GrantOrder order, String approver) {
        return registry.person(approver).post("/v1/grants/" + order.digest() + "/approvals", sign(order, approver));
    }

    JsonNode show(GrantOrder order) {
        RestClient.Reply reply = registry.person("rita").get("/v1/grants/" + order.digest());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.body();
    }

    /** A grant that two persons signed. */
    GrantOrder granted(GrantText... texts) {
        GrantOrder order = order(texts);
        assertThat(propose(order, Installation.ALICE, texts).status()).isEqualTo(201);
        RestClient.Reply second = approve(order, Installation.BOB);
        assertThat(second.body().path("state").asText()).as(second.text()).isEqualTo("active");
        return order;
    }

    private Approval sign(GrantOrder order, String approver) {
        return StrictJws.sign(MessageType.ORDER, order.payload(), installation.approver(approver));
    }
}
