package io.countersign.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.x509.Pem;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LivePairTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void readsTheKeysThatTheAgentWrites(KeyAlgorithm algorithm) throws Exception {
        GrantedNode node = new GrantedNode(folder, algorithm);

        assertReads(node, node.oldKey);
    }

    @Test
    void readsTheRsaKeysThatKubeadmWrites() throws Exception {
        GrantedNode node = new GrantedNode(folder, KeyAlgorithm.RSA_2048);

        assertReads(node, Pem.encode("RSA PRIVATE KEY", inner(node)));
    }

    @Test
    void readsEcKeysBehindTheirParameters() throws Exception {
        GrantedNode node = new GrantedNode(folder);

        String parameters = Pem.encode("EC PARAMETERS", X9ObjectIdentifiers.prime256v1.getEncoded());
        assertReads(node, parameters + Pem.encode("EC PRIVATE KEY", sec1(node)));
    }

    @Test
    void saysSoWhenThereIsNoKey() throws Exception {
        GrantedNode node = new GrantedNode(folder);

        assertThatThrownBy(() ->
                        LivePair.of(new FilePair.Content(node.oldCertificate, node.oldCertificate), node.pinned()))
                .isInstanceOf(NotRedeemableException.class)
                .hasMessageContaining("no unencrypted private key");
    }

    @Test
    void saysSoWhenTheKeyFileIsDamaged() throws Exception {
        GrantedNode node = new GrantedNode(folder);
        for (String key :
                List.of("", node.oldKey.substring(0, 80), Pem.encode(Pem.PRIVATE_KEY, new byte[] {1, 2, 3}))) {
            assertThatThrownBy(() -> LivePair.of(new FilePair.Content(key, node.oldCertificate), node.pinned()))
                    .isInstanceOf(NotRedeemableException.class);
        }
    }

    private static void assertReads(GrantedNode node, String keyPem) throws Exception {
        LivePair pair = LivePair.of(new FilePair.Content(keyPem, node.oldCertificate), node.pinned());
        assertThat(pair.certificate()).isEqualTo(node.live());
    }

    private static byte[] inner(GrantedNode node) throws Exception {
        return PrivateKeyInfo.getInstance(PemText.first("PRIVATE KEY", node.oldKey))
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    /** As openssl writes it: the curve inside the key, which PKCS#8 has outside. */
    private static byte[] sec1(GrantedNode node) throws Exception {
        PrivateKeyInfo pkcs8 = PrivateKeyInfo.getInstance(PemText.first("PRIVATE KEY", node.oldKey));
        ECPrivateKey bare = ECPrivateKey.getInstance(pkcs8.parsePrivateKey());
        return new ECPrivateKey(256, bare.getKey(), X9ObjectIdentifiers.prime256v1).getEncoded();
    }
}
