package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeyStoreTest {
    @TempDir
    Path folder;

    @Test
    void holdsTheKeyWithItsChainAndEachCa() throws Exception {
        for (KeyPair keys : List.of(TestKeys.p256(), TestKeys.rsa2048())) {
            Path key = file("key.pem", privateKey(keys) + "\n");
            Path certificate = file("cert.pem", certificate(keys));
            Path cas = file("ca.pem", certificate(TestKeys.p256()) + certificate(TestKeys.p384()));

            KeyStore own = PemKeyStore.own(key, certificate);

            assertThat(own.getKey("own", PemKeyStore.NO_PASSWORD)).isEqualTo(keys.getPrivate());
            assertThat(own.getCertificate("own").getPublicKey()).isEqualTo(keys.getPublic());
            assertThat(PemKeyStore.trusted(cas).size()).isEqualTo(2);
        }
    }

    @Test
    void namesTheFileThatIsNoKeyOrHoldsNoCertificate() throws Exception {
        Path certificate = file("cert.pem", certificate(TestKeys.p256()));
        Path sec1 = file("sec1.pem", privateKey(TestKeys.p256()).replace("PRIVATE", "EC PRIVATE"));
        Path nothing = file("nothing.pem", "");

        assertThatThrownBy(() -> PemKeyStore.own(sec1, certificate))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(sec1 + " is not a PKCS#8 PEM key");
        assertThatThrownBy(() -> PemKeyStore.trusted(nothing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(nothing + " holds no certificate");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String privateKey(KeyPair keys) {
        return Pem.encode(Pem.PRIVATE_KEY, keys.getPrivate().getEncoded());
    }

    private static String certificate(KeyPair keys) {
        return Pem.encode(Pem.CERTIFICATE, DemoCluster.ca(keys).der().toArray());
    }
}
