package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LogSignerIT {
    private static final byte[] MESSAGE = "origin\n0\nroot\n".getBytes(StandardCharsets.UTF_8);

    private static boolean verifies(String algorithm, PublicKey key, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @Test
    void signsWithBothKeysOfTheLog() throws Exception {
        TestToken token = TestToken.named("log");
        try (TokenProvisioner provisioner = token.initialize()) {
            provisioner.generate(KeyKind.ED25519, "log-ed25519");
            provisioner.generate(KeyKind.EC_P256, "log-p256");
        }
        try (LogSigner signer = LogSigner.open(token.config(), "log-ed25519", "log-p256", InstantSource.system())) {
            byte[] edwards = signer.signEd25519(MESSAGE);

            assertThat(edwards).hasSize(64);
            assertThat(verifies("Ed25519", signer.ed25519(), edwards)).isTrue();
            assertThat(verifies("SHA256withECDSA", signer.p256(), signer.signP256(MESSAGE)))
                    .isTrue();
            assertThat(signer.ed25519Raw()).hasSize(32);
            assertThat(signer.operations()).isEqualTo(2);
            assertThat(signer.ready()).isTrue();
        }
    }

    @Test
    void refusesATokenWithoutTheLogKeys() throws Exception {
        TestToken token = TestToken.named("nolog");
        try (TokenProvisioner provisioner = token.initialize()) {
            provisioner.generate(KeyKind.ED25519, "log-ed25519");
        }

        assertThatThrownBy(() -> LogSigner.open(token.config(), "log-ed25519", "log-p256", InstantSource.system()))
                .isInstanceOf(HsmUnavailableException.class)
                .hasMessageContaining("log-p256");
    }
}
