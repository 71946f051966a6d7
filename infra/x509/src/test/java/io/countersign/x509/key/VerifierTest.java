package io.countersign.x509.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.x509.TestKeys;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class VerifierTest {
    private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.US_ASCII);

    private static byte[] sign(String algorithm, KeyPair keys) throws Exception {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(keys.getPrivate());
        signing.update(MESSAGE);
        return signing.sign();
    }

    @Test
    void acceptsTheKeysOwnSignatureAndNoOther() throws Exception {
        byte[] signature = sign("SHA256withECDSA", TestKeys.p256());
        assertThat(Verifier.verifies("SHA256withECDSA", TestKeys.p256().getPublic(), MESSAGE, signature))
                .isTrue();
        assertThat(Verifier.verifies("SHA256withECDSA", TestKeys.ec("secp256r1").getPublic(), MESSAGE, signature))
                .isFalse();
        byte[] rsa = sign("SHA256withRSA", TestKeys.rsa2048());
        assertThat(Verifier.verifies("SHA256withRSA", TestKeys.rsa2048().getPublic(), MESSAGE, rsa))
                .isTrue();
        rsa[5] ^= 1;
        assertThat(Verifier.verifies("SHA256withRSA", TestKeys.rsa2048().getPublic(), MESSAGE, rsa))
                .isFalse();
    }

    @Test
    void refusesSignaturesOfZerosAndRubbish() {
        for (String hex : new String[] {"3006020100020100", "", "00", "3003020101", "3006020101020100"}) {
            byte[] signature = HexFormat.of().parseHex(hex);
            assertThat(Verifier.verifies("SHA256withECDSA", TestKeys.p256().getPublic(), MESSAGE, signature))
                    .as(hex)
                    .isFalse();
        }
    }

    @Test
    void namesTheJdksProviderAsFallback() {
        assertThat(Verifier.jdkProvider("RSA").getName()).isEqualTo("SunRsaSign");
        assertThat(Verifier.jdkProvider("EC").getName()).isEqualTo("SunEC");
    }
}
