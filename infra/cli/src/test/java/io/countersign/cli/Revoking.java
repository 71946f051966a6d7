package io.countersign.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.House.Result;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.Stops;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A certificate that a revoker wants revoked, and a registry that shows whatever a test likes. */
final class Revoking implements AutoCloseable {
    static final Lineage PEER = Lineage.parse("demo/etcd-peer/cp-1");

    final House house;
    final Authority etcd;
    /** Serial 77 hex, of {@link #PEER}. */
    final byte[] certificate;

    Revoking(Path folder) throws Exception {
        house = new House(folder);
        etcd = new Authority(house.installation, "demo", "etcd-ca");
        certificate = etcd.peer(0x77, "cp-1");
        Authority.show(house.registry, certificate, 0x77, PEER);
        house.registry.answer("POST /v1/revocations", "{}");
        showState("{\"state\":\"ordered\"}");
    }

    /** Ten seconds of waiting are enough for a test. */
    Result revoke(String... words) {
        List<String> args = new ArrayList<>(List.of("revoke"));
        args.addAll(Arrays.asList(words));
        if (!args.contains("--wait")) {
            args.addAll(List.of("--wait", "10s"));
        }
        args.addAll(List.of("--why", "INC7781", "--key", house.key("fay"), "--yes"));
        return house.run(args.toArray(String[]::new));
    }

    Revocation posted() throws Exception {
        JsonNode body = house.posted();
        return RevocationCheck.verify(
                house.trust,
                Stops.NONE,
                new SignedRevocation(
                        body.path("payload").asText(),
                        List.of(House.approval(body.path("approval"))),
                        body.has("certificate")
                                ? Optional.of(
                                        Bytes.parse(body.path("certificate").asText()))
                                : Optional.empty()),
                List.of(),
                house.now);
    }

    /** Shows this CRL at first and the other one from the order on. */
    void crls(byte[] before, byte[] after) {
        etcd.publish(house.registry, before);
        etcd.publish(house.registry, after);
    }

    /** Every order, whatever its digest, is in this state. */
    void showState(String json) {
        house.registry.answerAll("GET /v1/revocations/", json);
    }

    @Override
    public void close() {
        house.close();
    }
}
