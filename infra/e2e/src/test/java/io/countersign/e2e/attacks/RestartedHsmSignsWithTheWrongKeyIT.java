package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.WithInstallation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.stack.ServiceProcess;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Security 6, test 9: whoever can restart the HSM hopes that a signer with handles of its former life signs with another CA's key.
 * The module with the keys of all CAs dies under load, over and over, at once back or long away. Late, because of all it leaves.
 */
@WithInstallation
@Order(Integer.MAX_VALUE - 1)
final class RestartedHsmSignsWithTheWrongKeyIT {
    /** 200 in the nightly mode. */
    private static final int DEATHS = Integer.getInteger("hsm.deaths", 5);

    private static final String SIGNER = ServiceName.SIGNER.wireName();
    private static final Set<String> CAS = Set.of("ca", "etcd-ca", "front-proxy-ca");
    private static final Duration PATIENCE = SharedInstallation.LONG.multipliedBy(2);

    private final SharedInstallation site;

    @TempDir
    private Path folder;

    private RemoteHsm hsm;
    private ServiceProcess signer;

    RestartedHsmSignsWithTheWrongKeyIT(SharedInstallation site) {
        this.site = site;
    }

    @BeforeEach
    void moveTheKeysOut() throws Exception {
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        hsm = new RemoteHsm(site, folder);
        signer = hsm.startSigner();
    }

    @AfterEach
    void goBackToTheUsualSigner() throws Exception {
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        hsm.close();
        site.installation().start(SIGNER);
    }

    @Test
    void everySignatureIsOfItsOwnCaHoweverOftenTheHsmDies() throws Exception {
        Map<String, String> asked;
        List<CertificateIssued> issued;
        try (RequestsToThreeCas people = new RequestsToThreeCas(site, folder)) {
            people.revokeOne();
            for (int death = 0; death < DEATHS; death++) {
                awaitMore(people, death + 1);
                people.revokeOne();
                hsm.kill();
                if (death % 2 == 0) {
                    await("the signer notices").atMost(PATIENCE).until(() -> !isReady());
                }
                hsm.start();
            }
            awaitMore(people, DEATHS + 1);
            people.stop();
            asked = people.asked();
            await("every request answered").atMost(PATIENCE).until(() -> people.issued().stream()
                    .map(CertificateIssued::request)
                    .collect(Collectors.toSet())
                    .equals(asked.keySet()));
            issued = people.issued();
        }

        assertThat(signer.alive()).as("the signer lived through it").isTrue();
        assertThat(isReady()).isTrue();
        Map<String, Set<CertificateId>> identities = issued.stream()
                .collect(Collectors.groupingBy(
                        CertificateIssued::request, Collectors.mapping(CertificateIssued::id, Collectors.toSet())));
        assertThat(identities.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
        for (CertificateIssued each : issued) {
            assertThat(each.id().issuer())
                    .isEqualTo(issuer(asked.get(each.request())).certificate().digest());
        }
        assertEverythingEverSignedIsOfItsOwnCa();
    }

    /** Each CA has signed a certificate since this was called, and so many revocations are done; nobody but the signer did a thing. */
    private void awaitMore(RequestsToThreeCas people, int revocations) throws Exception {
        int before = people.issued().size();
        await("each CA at work").atMost(PATIENCE).until(() -> {
            people.requireNoFault();
            Map<String, String> asked = people.asked();
            Set<String> busy = people.issued().stream()
                    .skip(before)
                    .map(issued -> asked.get(issued.request()))
                    .collect(Collectors.toSet());
            return busy.equals(CAS) && people.revoked() >= revocations;
        });
    }

    private boolean isReady() {
        return site.get(SIGNER, "/readyz").contains("\"ready\"");
    }

    /** Whatever stands on the topics, read by the JDK alone. */
    private void assertEverythingEverSignedIsOfItsOwnCa() throws Exception {
        CertificateFactory x509 = CertificateFactory.getInstance("X.509");
        for (Event event : of(EventType.CERTIFICATE_ISSUED)) {
            CertificateIssued issued = event.data(CertificateIssued.class);
            X509Certificate certificate = (X509Certificate) x509.generateCertificate(
                    new ByteArrayInputStream(issued.certificate().toArray()));
            assertSignedBy(issued.id().issuer(), certificate::verify);
        }
        List<Event> crls = of(EventType.CRL_PUBLISHED);
        assertThat(crls).hasSizeGreaterThan(DEATHS);
        System.out.printf(
                "%d deaths of the HSM: %d certificates and %d CRLs told%n",
                DEATHS, of(EventType.CERTIFICATE_ISSUED).size(), crls.size());
        for (Event event : crls) {
            CrlPublished published = event.data(CrlPublished.class);
            X509CRL crl = (X509CRL)
                    x509.generateCRL(new ByteArrayInputStream(published.crl().toArray()));
            assertSignedBy(published.issuer(), crl::verify);
        }
    }

    private List<Event> of(EventType type) {
        return site.wire()
                .events(type.topic().orElseThrow())
                .filter(event -> event.type() == type)
                .toList();
    }

    /** A signature under a key, as the JDK checks it. */
    private interface Signed {
        void verify(PublicKey key) throws Exception;
    }

    private void assertSignedBy(Sha256 own, Signed signed) throws Exception {
        int known = 0;
        for (TrustedIssuer issuer : site.trust().issuers()) {
            PublicKey key = issuer.certificate().publicKey();
            if (issuer.certificate().digest().equals(own)) {
                signed.verify(key);
                known++;
            } else {
                assertThatThrownBy(() -> signed.verify(key))
                        .isInstanceOfAny(SignatureException.class, InvalidKeyException.class);
            }
        }
        assertThat(known).isEqualTo(1);
    }

    private TrustedIssuer issuer(String name) {
        return site.trust().issuer("demo", name).orElseThrow();
    }
}
