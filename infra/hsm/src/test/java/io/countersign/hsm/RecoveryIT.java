package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HSM as a process of its own, behind p11-kit's remote module, so that it can die while this one lives. */
class RecoveryIT {
    private static final RecoveryPolicy EAGER = new RecoveryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), 1000);
    private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    /** A connection to a server that is just starting hangs now and then, for four of these. */
    private static final Duration CONNECTING = Duration.ofSeconds(3);

    private TestToken token;
    private X509Certificate pinned;
    private RemoteModule remote;

    @BeforeEach
    void provision() throws Exception {
        token = TestToken.named("remote");
        try (TokenProvisioner provisioner = token.initialize()) {
            pinned = TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
            TestToken.ca(provisioner, KeyKind.EC_P256, "other");
            provisioner.generateSecret("serials");
            provisioner.generate(KeyKind.ED25519, "log-ed25519");
            provisioner.generate(KeyKind.EC_P256, "log-p256");
        }
        remote = RemoteModule.start(token.label);
    }

    @AfterEach
    void stop() throws Exception {
        remote.kill();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    private Hsm open(Path pinFile) throws Exception {
        return open(pinFile, CONNECTING);
    }

    private Hsm open(Path pinFile, Duration deadline) throws Exception {
        return Hsm.open(
                new TokenConfig(RemoteModule.client(), token.label, pinFile, 5, deadline),
                EAGER,
                InstantSource.system(),
                TestToken.RANDOM);
    }

    private static boolean verifies(PublicKey key, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key);
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @Test
    void signsAgainAfterTheHsmWasKilledAndStartedAgain() throws Exception {
        try (Hsm hsm = open(token.pinFile)) {
            SigningKey key = hsm.signingKey(pinned);
            byte[] mac = hsm.mac("serials", MESSAGE);
            assertThat(verifies(pinned.getPublicKey(), key.sign(MESSAGE, DEADLINE)))
                    .isTrue();
            for (int round = 0; round < 3; round++) {
                remote.kill();
                assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);
                assertThat(hsm.state()).isIn(HsmState.DRAINING, HsmState.RECOVERING);
                remote = RemoteModule.start(token.label);

                await().until(() -> hsm.state() == HsmState.READY);
                assertThat(verifies(pinned.getPublicKey(), key.sign(MESSAGE, DEADLINE)))
                        .isTrue();
                assertThat(hsm.mac("serials", MESSAGE)).isEqualTo(mac);
            }
        }
    }

    @Test
    void staysBrokenWhenThePinIsRefusedDuringRecovery() throws Exception {
        Path pinFile = Files.copy(token.pinFile, token.pinFile.resolveSibling(token.label + ".pin"));
        try (Hsm hsm = open(pinFile)) {
            SigningKey key = hsm.signingKey(pinned);
            Files.writeString(pinFile, "a wrong one");
            remote.kill();
            assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);
            remote = RemoteModule.start(token.label);
            await().until(() -> hsm.state() == HsmState.BROKEN);

            // The right PIN is there again, and nobody tries it: a retry would show as READY.
            Files.copy(token.pinFile, pinFile, StandardCopyOption.REPLACE_EXISTING);
            await().during(Duration.ofSeconds(1)).until(() -> hsm.state() == HsmState.BROKEN);
            assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmPinRefusedException.class);
        }
    }

    @Test
    void refusesAnHsmThatComesBackWithoutThePinnedKey() throws Exception {
        TestToken imposter = TestToken.named("imposter");
        try (TokenProvisioner provisioner = imposter.initialize()) {
            TestToken.ca(provisioner, KeyKind.EC_P256, "ca");
        }
        try (Hsm hsm = open(token.pinFile)) {
            SigningKey key = hsm.signingKey(pinned);
            remote.kill();
            assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);
            remote = RemoteModule.start(imposter.label);

            await().until(() -> hsm.reason().contains("no token has the label"));
            assertThat(hsm.state()).isEqualTo(HsmState.RECOVERING);
        }
    }

    @Test
    void leavesAFrozenHsmAtTheDeadlineAndUsesItWhenItWakes() throws Exception {
        try (Hsm hsm = open(token.pinFile)) {
            SigningKey key = hsm.signingKey(pinned);
            remote.freeze();
            assertThatThrownBy(() -> key.sign(MESSAGE, Duration.ofMillis(200))).isInstanceOf(HsmTimeoutException.class);
            assertThat(hsm.state()).isEqualTo(HsmState.READY);
            remote.thaw();

            assertThat(verifies(pinned.getPublicKey(), key.sign(MESSAGE, DEADLINE)))
                    .isTrue();
        }
    }

    @Test
    void replacesAConnectionThatHangsAgainAndAgain() throws Exception {
        try (Hsm hsm = open(token.pinFile, Duration.ofSeconds(2))) {
            SigningKey key = hsm.signingKey(pinned);
            remote.freeze();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> key.sign(MESSAGE, Duration.ofMillis(200)))
                        .isInstanceOf(HsmTimeoutException.class);
            }
            assertThat(hsm.state()).isEqualTo(HsmState.DRAINING);
            assertThatThrownBy(() -> key.sign(MESSAGE, DEADLINE)).isInstanceOf(HsmUnavailableException.class);

            // Only the process behind the old connection is frozen; a new connection gets a new one.
            await().until(() -> hsm.state() == HsmState.READY);
            assertThat(verifies(pinned.getPublicKey(), key.sign(MESSAGE, DEADLINE)))
                    .isTrue();
        }
    }

    @Test
    void reopensTheLogKeysAfterTheHsmWasKilled() throws Exception {
        TokenConfig config = new TokenConfig(RemoteModule.client(), token.label, token.pinFile, 1, DEADLINE);
        try (LogSigner signer = LogSigner.open(config, "log-ed25519", "log-p256", InstantSource.system())) {
            // P-256: p11-kit's remote protocol does not carry CKM_EDDSA.
            assertThat(verifies(signer.p256(), signer.signP256(MESSAGE))).isTrue();
            remote.kill();
            assertThatThrownBy(() -> signer.signP256(MESSAGE)).isInstanceOf(HsmUnavailableException.class);
            assertThat(signer.ready()).isFalse();
            remote = RemoteModule.start(token.label);

            await().ignoreExceptionsInstanceOf(HsmUnavailableException.class)
                    .until(() -> verifies(signer.p256(), signer.signP256(MESSAGE)));
        }
    }
}
