package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureSchemeTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    private static KeyPair ec(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static boolean verifies(SignatureScheme scheme, PublicKey key, byte[] signature) throws Exception {
        Signature verifier = Signature.getInstance(scheme.algorithm());
        verifier.initVerify(key);
        verifier.update(MESSAGE);
        return verifier.verify(signature);
    }

    @ParameterizedTest
    @CsvSource({"secp256r1,SHA256withECDSA,64", "secp384r1,SHA384withECDSA,96"})
    void hashesAndEncodesAnEcSignatureAsAVerifierWantsIt(String curve, String algorithm, int rawLength)
            throws Exception {
        KeyPair pair = ec(curve);
        SignatureScheme scheme = SignatureScheme.of(pair.getPublic());
        assertThat(scheme.algorithm()).isEqualTo(algorithm);
        Signature raw = Signature.getInstance("NONEwithECDSAinP1363Format");
        // Enough rounds that r or s has its top bit set at least once.
        for (int i = 0; i < 20; i++) {
            raw.initSign(pair.getPrivate());
            raw.update(scheme.tokenInput(MESSAGE));
            byte[] signature = raw.sign();
            assertThat(signature).hasSize(rawLength);
            assertThat(verifies(scheme, pair.getPublic(), SignatureScheme.derFromRaw(signature)))
                    .isTrue();
        }
    }

    @Test
    void wrapsTheHashInADigestInfoForRsa() throws Exception {
        KeyPair pair = rsa(2048);
        SignatureScheme scheme = SignatureScheme.of(pair.getPublic());
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPrivate());

        assertThat(verifies(scheme, pair.getPublic(), cipher.doFinal(scheme.tokenInput(MESSAGE))))
                .isTrue();
    }

    @Test
    void encodesSmallIntegersMinimally() {
        byte[] raw = new byte[64];
        raw[31] = 1;
        raw[63] = (byte) 0x80;

        assertThat(HexFormat.of().formatHex(SignatureScheme.derFromRaw(raw))).isEqualTo("300702010102020080");
    }

    @Test
    void refusesKeysNoCaShouldHave() throws Exception {
        PublicKey p521 = ec("secp521r1").getPublic();
        PublicKey small = rsa(1024).getPublic();
        PublicKey edwards =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();

        assertThatIllegalArgumentException().isThrownBy(() -> SignatureScheme.of(p521));
        assertThatIllegalArgumentException().isThrownBy(() -> SignatureScheme.of(small));
        assertThatIllegalArgumentException().isThrownBy(() -> SignatureScheme.of(edwards));
    }
}
