package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates on the token say which key is whose, and somebody exchanged them. */
class SwappedCertificateIT {
    private static final RecoveryPolicy EAGER = new RecoveryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), 1000);
    private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private TestToken token;
    private X509Certificate ca;
    private X509Certificate etcd;

    @BeforeEach
    void provision() throws Exception {
        token = TestToken.named("swap");
        try (TokenProvisioner provisioner = token.initialize()) {
            ca = TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
            etcd = TestToken.ca(provisioner, KeyKind.EC_P256, "etcd-ca");
        }
    }

    @Test
    void neverSignsWithAKeyThatCarriesAnotherOnesCertificate() throws Exception {
        replace("ca", etcd);
        replace("etcd-ca", ca);
        try (Hsm hsm = open(TestToken.softhsm())) {
            for (X509Certificate pinned : new X509Certificate[] {ca, etcd}) {
                assertThatThrownBy(() -> hsm.signingKey(pinned))
                        .isInstanceOf(HsmUnavailableException.class)
                        .hasMessageContaining("does not verify");
            }
            assertThat(hsm.signatures()).isZero();
        }
    }

    @Test
    void findsTheKeyThatIsOneAmongTwoThatClaimIt() throws Exception {
        replace("etcd-ca", ca);
        assertOnlySignsFor(ca, etcd);
        replace("ca", etcd);
        replace("etcd-ca", etcd);
        assertOnlySignsFor(etcd, ca);
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P384", "RSA_2048"})
    void findsTheKeyThatIsOneAlsoBesideAClaimantOfAnotherKind(KeyKind kind) throws Exception {
        X509Certificate other;
        try (TokenProvisioner provisioner = token.provisioner()) {
            other = TestToken.ca(provisioner, kind, "another");
        }
        replace("another", ca);
        assertOnlySignsFor(ca, other);
        replace("another", etcd);
        replace("ca", etcd);
        assertOnlySignsFor(etcd, other);
    }

    @Test
    void staysAwayWhenItComesBackWithExchangedCertificatesAndReturnsWhenTheyArePutRight() throws Exception {
        RemoteModule remote = RemoteModule.start(token.label);
        try (Hsm hsm = open(RemoteModule.client())) {
            SigningKey key = hsm.signingKey(ca);
            replace("ca", etcd);
            replace("etcd-ca", ca);
            remote.kill();
            assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);
            remote = RemoteModule.start(token.label);
            await().until(() -> hsm.reason().contains("does not verify"));
            assertThat(hsm.state()).isEqualTo(HsmState.RECOVERING);

            replace("ca", ca);
            replace("etcd-ca", etcd);
            await().until(() -> hsm.state() == HsmState.READY);
            assertThat(verifies(ca, key.sign(MESSAGE, DEADLINE))).isTrue();
        } finally {
            remote.kill();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    private void assertOnlySignsFor(X509Certificate pinned, X509Certificate lost) throws Exception {
        try (Hsm hsm = open(TestToken.softhsm())) {
            assertThat(verifies(pinned, hsm.signingKey(pinned).sign(MESSAGE, DEADLINE)))
                    .isTrue();
            assertThatThrownBy(() -> hsm.signingKey(lost)).isInstanceOf(HsmUnavailableException.class);
        }
    }

    private void replace(String label, X509Certificate with) throws Exception {
        try (CertificateObjects objects = CertificateObjects.open(TestToken.softhsm(), token.label, token.pinFile)) {
            objects.replace(label, with);
        }
    }

    private Hsm open(Path module) throws HsmException {
        // A connection to a server that is just starting hangs now and then, for four of these seconds.
        TokenConfig config = new TokenConfig(module, token.label, token.pinFile, 5, Duration.ofSeconds(3));
        return Hsm.open(config, EAGER, InstantSource.system(), TestToken.RANDOM);
    }

    private static boolean verifies(X509Certificate pinned, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(pinned.getPublicKey());
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }
}
