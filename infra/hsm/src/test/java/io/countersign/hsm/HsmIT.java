package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.Session;

class HsmIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final RecoveryPolicy EAGER = new RecoveryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), 1000);
    private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);

    private static Hsm open(TokenConfig config) throws HsmException {
        return Hsm.open(config, EAGER, InstantSource.system(), TestToken.RANDOM);
    }

    private static boolean verifies(SigningKey key, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance(key.algorithm());
        verifier.initVerify(key.publicKey());
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "RSA_2048"})
    void signsWithTheKeyOfThePinnedCertificateAmongOthers(KeyKind kind) throws Exception {
        TestToken token = TestToken.named("sign");
        X509Certificate pinned;
        try (TokenProvisioner provisioner = token.initialize()) {
            TestToken.ca(provisioner, KeyKind.EC_P256, "other");
            pinned = TestToken.ca(provisioner, kind, "ca");
        }
        try (Hsm hsm = open(token.config())) {
            SigningKey key = hsm.signingKey(pinned);

            assertThat(verifies(key, key.sign(MESSAGE, DEADLINE))).isTrue();
            assertThat(hsm.signatures()).isEqualTo(1);
            // The signature and, when the key was found, the probe.
            assertThat(hsm.operations()).isEqualTo(2);
        }
    }

    @Test
    void signsFromManyThreads() throws Exception {
        TestToken token = TestToken.named("many");
        X509Certificate pinned;
        try (TokenProvisioner provisioner = token.initialize()) {
            pinned = TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
        }
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try (Hsm hsm = open(token.config())) {
            SigningKey key = hsm.signingKey(pinned);
            Callable<byte[]> sign = () -> key.sign(MESSAGE, DEADLINE);
            List<Future<byte[]>> signatures = new ArrayList<>(callers.invokeAll(Collections.nCopies(500, sign)));
            for (Future<byte[]> signature : signatures) {
                assertThat(verifies(key, signature.get())).isTrue();
            }
            assertThat(hsm.signatures()).isEqualTo(500);
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void refusesACertificateWhoseKeyTheTokenDoesNotHold() throws Exception {
        TestToken token = TestToken.named("stranger");
        X509Certificate stranger;
        try (TokenProvisioner provisioner = token.initialize()) {
            TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
            stranger = TestToken.selfSigned(provisioner.generate(KeyKind.EC_P256, "unstored"), "ca");
        }
        try (Hsm hsm = open(token.config())) {
            assertThatThrownBy(() -> hsm.signingKey(stranger))
                    .isInstanceOf(HsmUnavailableException.class)
                    .hasMessageContaining("no key");
        }
    }

    @Test
    void takesAnEmptyTokenForAnOutage() throws Exception {
        TestToken token = TestToken.named("empty");
        token.initialize().close();
        try (Hsm hsm = open(token.config())) {
            assertThat(hsm.state()).isEqualTo(HsmState.RECOVERING);
            assertThat(hsm.reason()).contains("an outage");
            assertThatThrownBy(() -> hsm.mac("serials", MESSAGE)).isInstanceOf(HsmUnavailableException.class);
        }
    }

    @Test
    void startsBeforeItsTokenAndServesWhenItAppears() throws Exception {
        TestToken token = TestToken.named("late");
        try (Hsm hsm = open(token.config())) {
            assertThatThrownBy(() -> hsm.mac("serials", MESSAGE))
                    .isInstanceOf(HsmUnavailableException.class)
                    .hasMessageContaining("no token has the label");
            try (TokenProvisioner provisioner = token.initialize()) {
                provisioner.generateSecret("serials");

                Awaitility.await().until(() -> hsm.state() == HsmState.READY);
                assertThat(hsm.mac("serials", MESSAGE)).hasSize(32);
            }
        }
    }

    @Test
    void computesTheHmacOfAKnownSecret() throws Exception {
        TestToken token = TestToken.named("mac");
        byte[] secret = new byte[32];
        TestToken.RANDOM.nextBytes(secret);
        token.initialize().close();
        Session session = Cryptoki.login(Cryptoki.load(TestToken.softhsm()).token(token.label), true, token.pinFile);
        session.createObject(AttributeVector.newSecretKey(PKCS11Constants.CKK_GENERIC_SECRET)
                .token(true)
                .private_(true)
                .sensitive(true)
                .extractable(false)
                .sign(true)
                .label("known")
                .value(secret));
        session.closeSession();
        Mac software = Mac.getInstance("HmacSHA256");
        software.init(new SecretKeySpec(secret, "HmacSHA256"));
        try (Hsm hsm = open(token.config())) {
            assertThat(hsm.mac("known", MESSAGE)).isEqualTo(software.doFinal(MESSAGE));
            assertThat(hsm.signatures()).isZero();
            // The answer and, at first use, the probe that later generations must repeat.
            assertThat(hsm.operations()).isEqualTo(2);
        }
    }

    @Test
    void macsTheSameAfterANewLogin() throws Exception {
        TestToken token = TestToken.named("stable");
        try (TokenProvisioner provisioner = token.initialize()) {
            provisioner.generateSecret("serials");
        }
        byte[] first;
        try (Hsm hsm = open(token.config())) {
            first = hsm.mac("serials", MESSAGE);
        }
        try (Hsm hsm = open(token.config())) {
            assertThat(hsm.mac("serials", MESSAGE)).isEqualTo(first);
        }
    }

    @Test
    void refusesASecretThatCouldBeReadOut() throws Exception {
        TestToken token = TestToken.named("readable");
        token.initialize().close();
        Session session = Cryptoki.login(Cryptoki.load(TestToken.softhsm()).token(token.label), true, token.pinFile);
        session.createObject(AttributeVector.newSecretKey(PKCS11Constants.CKK_GENERIC_SECRET)
                .token(true)
                .private_(true)
                .sensitive(false)
                .extractable(true)
                .sign(true)
                .label("readable")
                .value(new byte[32]));
        session.closeSession();
        try (Hsm hsm = open(token.config())) {
            assertThatThrownBy(() -> hsm.mac("readable", MESSAGE))
                    .isInstanceOf(HsmUnavailableException.class)
                    .hasMessageContaining("extractable");
        }
    }

    @Test
    void neverTriesARefusedPinAgain() throws Exception {
        TestToken token = TestToken.named("pin");
        try (TokenProvisioner provisioner = token.initialize()) {
            provisioner.generateSecret("serials");
        }
        TokenConfig wrong = new TokenConfig(TestToken.softhsm(), token.label, TestToken.pin(), 5, DEADLINE);

        assertThatThrownBy(() -> open(wrong)).isInstanceOf(HsmPinRefusedException.class);
    }

    @Test
    void isClosedForGood() throws Exception {
        TestToken token = TestToken.named("closed");
        X509Certificate pinned;
        try (TokenProvisioner provisioner = token.initialize()) {
            pinned = TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
        }
        Hsm hsm = open(token.config());
        SigningKey key = hsm.signingKey(pinned);
        hsm.close();

        assertThat(hsm.state()).isEqualTo(HsmState.CLOSED);
        assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);
    }
}
