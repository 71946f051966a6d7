package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenProvisionerIT {
    private TestToken token;
    private TokenProvisioner provisioner;

    @BeforeEach
    void initialize() throws Exception {
        token = TestToken.named("provision");
        provisioner = token.initialize();
    }

    @AfterEach
    void close() throws HsmException {
        provisioner.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void makesKeysThatAreBornInTheTokenCannotLeaveAndOnlySign(KeyKind kind) throws Exception {
        ProvisionedKey key = provisioner.generate(kind, "key");
        byte[] message = "message".getBytes(StandardCharsets.UTF_8);

        assertThat(provisioner.keys()).singleElement().satisfies(attributes -> {
            assertThat(attributes.label()).isEqualTo("key");
            assertThat(attributes.bornHereAndOnlySigns()).isTrue();
        });
        Signature verifier = Signature.getInstance(key.algorithm());
        verifier.initVerify(key.publicKey());
        verifier.update(message);
        assertThat(verifier.verify(key.sign(message, Duration.ofSeconds(20)))).isTrue();
        assertThat(provisioner.publicKey("key", kind)).isEqualTo(key.publicKey());
    }

    @Test
    void makesASecretThatCannotLeave() throws Exception {
        provisioner.generateSecret("serials");

        assertThat(provisioner.keys()).singleElement().satisfies(attributes -> {
            assertThat(attributes.objectClass()).isEqualTo("secret");
            assertThat(attributes.bornHereAndOnlySigns()).isTrue();
        });
    }

    @Test
    void neverMakesASecondTokenOrKeyUnderOneLabel() throws Exception {
        provisioner.generate(KeyKind.EC_P256, "ca");

        assertThatThrownBy(() -> provisioner.generate(KeyKind.EC_P256, "ca"))
                .isInstanceOf(HsmUnavailableException.class)
                .hasMessageContaining("already holds");
        assertThatThrownBy(token::initialize)
                .isInstanceOf(HsmUnavailableException.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void refusesACertificateOfAnotherKey() throws Exception {
        ProvisionedKey one = provisioner.generate(KeyKind.EC_P256, "one");
        ProvisionedKey two = provisioner.generate(KeyKind.EC_P256, "two");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> provisioner.storeCertificate(one, TestToken.selfSigned(two, "two")));
    }

    @Test
    void opensATokenByItsLabelWithItsOwnPinOnly() throws Exception {
        String serial = provisioner.tokenSerial();
        provisioner.close();
        assertThatThrownBy(() ->
                        TokenProvisioner.open(TestToken.softhsm(), token.label, TestToken.pin(), TestToken.RANDOM))
                .isInstanceOf(HsmPinRefusedException.class);

        provisioner = token.provisioner();
        assertThat(provisioner.tokenSerial()).isEqualTo(serial).isNotBlank();
    }
}
