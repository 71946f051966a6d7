package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackPkiTest {
    @TempDir
    private Path folder;

    private StackPki pki;

    @BeforeEach
    void makeAuthorities() {
        pki = new StackPki(folder, "example.test", InstantSource.system(), new SecureRandom());
    }

    @Test
    void aServiceHasOneNameInEveryPlaceWhereItIsRead() throws Exception {
        X509Certificate certificate = pki.issue("registry-service").certificate();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=registry-service,OU=countersign");
        assertThat(names(certificate))
                .containsExactlyInAnyOrder(
                        "spiffe://example.test/countersign/registry-service",
                        "localhost",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void peopleAndAgentsAreClientsOfTheOtherAuthority() throws Exception {
        X509Certificate clients = Identity.in(folder).trusting(pki.clientsCa()).trusted().stream()
                .map(X509Certificate.class::cast)
                .collect(Collectors.toList())
                .get(0);
        X509Certificate person = pki.person("alice").certificate();
        X509Certificate agent = pki.agent("prod-a", "cp-1").certificate();
        person.verify(clients.getPublicKey());
        agent.verify(clients.getPublicKey());
        assertThat(names(person)).containsExactly("spiffe://example.test/person/alice");
        assertThat(names(agent)).containsExactly("spiffe://example.test/agent/prod-a/cp-1");
        assertThat(person.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void eachIssueHasItsOwnKeyInAFileForItsOwnerOnly() throws Exception {
        Identity one = pki.issue("one");
        Identity other = pki.issue("other");
        assertThat(one.keyPem()).isNotEqualTo(other.keyPem());
        assertThat(Files.getPosixFilePermissions(one.key())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(one.privateKey());
        byte[] proof = signature.sign();
        signature.initVerify(one.certificate());
        assertThat(signature.verify(proof)).isTrue();
    }

    @Test
    void theRogueAuthorityHasTheRightNameAndTheWrongKey() {
        X509Certificate rogue = pki.rogue("broker").certificate();
        X509Certificate real = (X509Certificate) pki.issue("broker").trusted().get(0);
        assertThat(rogue.getIssuerX500Principal()).isEqualTo(real.getSubjectX500Principal());
        assertThatThrownBy(() -> rogue.verify(real.getPublicKey())).isInstanceOf(SignatureException.class);
    }

    @Test
    void anExpiredCertificateIsOtherwiseRight() throws Exception {
        X509Certificate expired = pki.expired("broker").certificate();
        expired.verify(pki.issue("broker").trusted().get(0).getPublicKey());
        assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
    }

    private static Set<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map((List<?> entry) -> (String) entry.get(1))
                .collect(Collectors.toSet());
    }
}
