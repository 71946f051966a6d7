package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.e2e.Rest;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 10, its part for the whole system: CSRs spoilt at random, all for one lineage and so for one partition, first
 * through the registry's front door and then, in orders that people signed, past it. Each is answered with a code, no process
 * dies, and the good one behind them gets exactly its names. The spoilt rows by name stand in the tests of x509.
 */
@WithInstallation
final class RequesterStopsAPartitionIT {
    private static final int SPOILT = 50;
    private static final Set<String> CODES =
            Arrays.stream(RefusalCode.values()).map(RefusalCode::code).collect(Collectors.toSet());

    private final SharedInstallation site;
    private final long seed = System.nanoTime();

    RequesterStopsAPartitionIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void getsACodeForEverySpoiltCsrAndTheGoodOneBehindThemIsIssued() throws Exception {
        Lineage lineage = new Lineage(Layout.CLUSTER, "user", site.freshUser());
        Csr good = SharedInstallation.csr(Names.subject(lineage.instance(), "payments-readonly"));
        Collection<Bytes> spoilt = spoilt(good, new Random(seed));
        Rest oscar = Rest.ofRegistry(site, "oscar");
        for (Bytes der : spoilt) {
            Rest.Reply reply = oscar.post("/v1/requests", request(lineage, der));
            assertThat(reply.status()).as(told(der, reply.body())).isEqualTo(422);
            assertThat(CODES).as(told(der, reply.body())).contains(reply.code());
        }

        Asked asked = site.asked(lineage, good);
        List<Event> orders = new ArrayList<>();
        for (Bytes der : spoilt) {
            Forgery order = new Forgery(site, asked);
            order.item("csr", der.sha256().toString());
            order.sentCsr(ignored -> der.toArray());
            Event event = order.event();
            site.write("registry-service", Topic.APPROVALS, event.subject(), event.bytes());
            orders.add(event);
        }
        site.approve("alice", asked).expect(0);
        CertificateIssued issued = site.issued(asked).data(CertificateIssued.class);
        assertThat(IssuedCertificate.read(issued.certificate().toArray()).names())
                .isEqualTo(good.names());
        for (Event order : orders) {
            Event answer = answer(order);
            assertThat(answer.type()).as("%s, seed %s", answer, seed).isEqualTo(EventType.CSR_REFUSED);
            assertThat(CODES).contains(answer.data(CsrRefused.class).code());
        }
        assertThat(site.wire().events(Topic.CERTIFICATES))
                .filteredOn(event -> event.subject().equals(lineage.toString()))
                .filteredOn(event -> event.type() == EventType.CERTIFICATE_ISSUED)
                .hasSize(1);
        assertThat(site.installation().readyServices()).contains("registry-service", "signer-service");
    }

    private Event answer(Event order) {
        return await("an answer to " + order.id())
                .atMost(SharedInstallation.LONG)
                .until(
                        () -> Stream.of(Topic.CERTIFICATES, Topic.INTENTS)
                                .flatMap(topic -> site.wire().events(topic))
                                .filter(event -> event.causationId().equals(Optional.of(order.id())))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** One or more octets changed, lost or put in, or the end cut off. */
    private static Collection<Bytes> spoilt(Csr good, RandomGenerator random) {
        byte[] der = good.der().toArray();
        Set<Bytes> spoilt = new LinkedHashSet<>();
        while (spoilt.size() < SPOILT) {
            int at = random.nextInt(der.length);
            byte[] changed =
                    switch (random.nextInt(4)) {
                        case 0 -> flipped(der, at, random);
                        case 1 -> flipped(flipped(der, at, random), random.nextInt(der.length), random);
                        case 2 -> Arrays.copyOf(der, at);
                        default ->
                            joined(
                                    Arrays.copyOf(der, at),
                                    new byte[] {(byte) random.nextInt()},
                                    Arrays.copyOfRange(der, at, der.length));
                    };
            if (changed.length > 0 && !Arrays.equals(changed, der)) {
                spoilt.add(Bytes.of(changed));
            }
        }
        return spoilt;
    }

    private static byte[] flipped(byte[] der, int at, RandomGenerator random) {
        byte[] changed = der.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static ObjectNode request(Lineage lineage, Bytes der) {
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("cluster", lineage.cluster());
        body.put("component", lineage.component());
        body.put("instance", lineage.instance());
        body.put("csr", Pem.encode(Pem.CERTIFICATE_REQUEST, der.toArray()));
        return body;
    }

    private String told(Bytes der, Object reply) {
        return "seed %d, CSR %s: %s".formatted(seed, Sha256.of(der.toArray()), reply);
    }
}
