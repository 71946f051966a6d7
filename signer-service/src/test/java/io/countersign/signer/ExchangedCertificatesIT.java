package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.hsm.CertificateObjects;
import io.countersign.hsm.RemoteModule;
import io.countersign.orders.TrustedIssuer;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.SoftHsm;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.IssuerCertificate;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HSM is a process of its own that comes back with other certificates beside its keys, under a signer that lives on. */
@WithStack
final class ExchangedCertificatesIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String ISSUED =
            "countersign_signer_answers_total{type=\"io.countersign.certificate.issued.v1\"}";

    private final Stack stack;
    private Path socket;
    private SignerWorld world;
    private SignerWorld.Tap outcomes;
    private SignerWorld.Tap deadLetters;
    private RemoteModule hsm;

    ExchangedCertificatesIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void makeWorld() throws Exception {
        stack.resetTopics();
        String name = "hsm-" + System.nanoTime();
        socket = Path.of(System.getProperty("java.io.tmpdir"), name + ".sock");
        world = new SignerWorld(
                stack, name, RemoteModule.client(), Map.of("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket));
        outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        deadLetters = world.tapFromBeginning(Topic.DEAD_LETTERS);
        startHsm();
    }

    @AfterEach
    void endWorld() throws Exception {
        world.close();
        hsm.kill();
    }

    @Test
    void releasesNothingWhileTwoKeysCarryEachOthersCertificates() throws Exception {
        ServiceProcess signer = world.startAndAwait();
        try (Traffic traffic = new Traffic(stack, world)) {
            awaitMore(traffic, 15);
            putBeside("demo-ca", "etcd-ca");
            putBeside("demo-etcd-ca", "ca");
            hsm.kill();
            awaitRed("");
            startHsm();
            awaitRed("does not verify under the pinned public key");
            long signed = world.signatures();
            long issued = world.metric(ISSUED);
            await().during(Duration.ofSeconds(3))
                    .atMost(LONG)
                    .until(() -> world.signatures() == signed && world.metric(ISSUED) == issued);
            putBeside("demo-ca", "ca");
            putBeside("demo-etcd-ca", "etcd-ca");
            awaitGreen();
            awaitMore(traffic, 15);
            awaitAllAnswered(traffic);
            assertHonest(traffic);
        }
        assertThat(signer.alive()).isTrue();
    }

    @Test
    void doesNotStartOnATokenWhoseCertificatesWereExchanged() throws Exception {
        putBeside("demo-ca", "etcd-ca");
        putBeside("demo-etcd-ca", "ca");
        ServiceProcess signer = world.start();
        assertThat(signer.exitCode(LONG)).isEqualTo(1);
        assertThat(Files.readString(signer.log())).contains("does not verify under the pinned public key");
    }

    private void startHsm() throws IOException {
        hsm = RemoteModule.start(
                socket,
                SoftHsm.findModule(),
                Map.of(),
                world.token().label(),
                Path.of(System.getProperty("java.io.tmpdir"), "p11-kit-server.log"));
    }

    /** The certificate of this CA stands beside the key with this label from now on. */
    private void putBeside(String label, String ca) throws Exception {
        IssuingToken token = world.token();
        try (CertificateObjects objects =
                CertificateObjects.open(SoftHsm.findModule(), token.label(), token.pinFile())) {
            objects.replace(label, world.installation().issuer("demo", ca).certificate());
        }
    }

    private void awaitMore(Traffic traffic, int more) {
        int before = outcomes.events().size();
        await("certificates").atMost(LONG).until(() -> {
            int now = outcomes.events().size();
            traffic.answered(now);
            assertThat(traffic.flows()).isTrue();
            return now >= before + more;
        });
    }

    private void awaitAllAnswered(Traffic traffic) {
        traffic.stopOrdering();
        await("an outcome of every order").atMost(LONG).untilAsserted(() -> assertThat(
                        identities().keySet())
                .isEqualTo(traffic.orders().keySet()));
    }

    private void awaitRed(String reason) {
        await("red").atMost(LONG).untilAsserted(() -> {
            HttpResponse<String> answer = world.ops("/readyz?verbose");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains(reason);
        });
    }

    private void awaitGreen() {
        await("green").atMost(LONG).untilAsserted(() -> assertThat(world.ops("/readyz?verbose"))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(200));
    }

    private Map<Sha256, Set<CertificateId>> identities() {
        Map<Sha256, Set<CertificateId>> identities = new HashMap<>();
        for (Event event : outcomes.events()) {
            assertThat(event.type()).as(event.data().toString()).isEqualTo(EventType.CERTIFICATE_ISSUED);
            CertificateIssued issued = event.data(CertificateIssued.class);
            identities.computeIfAbsent(issued.order(), order -> new HashSet<>()).add(issued.id());
        }
        return identities;
    }

    private void assertHonest(Traffic traffic) throws Exception {
        assertThat(deadLetters.events()).isEmpty();
        assertThat(identities().values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        for (Event event : outcomes.events()) {
            CertificateIssued issued = event.data(CertificateIssued.class);
            IssuerCertificate own =
                    world.installation().issuer("demo", traffic.orders().get(issued.order()));
            byte[] der = issued.certificate().toArray();
            X509Certificate certificate = CertificateCheck.verify(der, own).certificate();
            for (TrustedIssuer other : world.installation().trust().issuers()) {
                if (!other.certificate().digest().equals(own.digest())) {
                    assertThatThrownBy(
                                    () -> certificate.verify(other.certificate().publicKey()))
                            .isInstanceOf(SignatureException.class);
                }
            }
        }
    }
}
