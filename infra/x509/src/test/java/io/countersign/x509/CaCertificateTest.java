package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaCertificateTest {
    @Test
    void makesSelfSignedCasWithoutPlaceForCasBelow() throws Exception {
        for (KeyPair keys : List.of(TestKeys.p256(), TestKeys.p384(), TestKeys.rsa2048())) {
            IssuerCertificate issuer = DemoCluster.ca(keys);
            X509Certificate ca = issuer.certificate();
            ca.verify(keys.getPublic());
            assertThat(ca.getBasicConstraints()).isZero();
            assertThat(ca.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
            assertThat(ca.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
            assertThat(ca.getSubjectX500Principal()).isEqualTo(ca.getIssuerX500Principal());
            assertThat(issuer.keyIdentifier().size()).isEqualTo(20);
            assertThat(issuer.isValidAt(DemoCluster.START)).isTrue();
            assertThat(issuer.isValidAt(DemoCluster.CA_END.plusSeconds(1))).isFalse();
            assertThat(IssuerCertificate.ofPem(
                            Pem.encode(Pem.CERTIFICATE, issuer.der().toArray())))
                    .isEqualTo(issuer);
        }
    }

    @Test
    void refusesALeafAsIssuer() {
        KeyPair keys = TestKeys.p256();
        TbsCertificate leaf = TbsCertificate.build(new TbsInput(
                ProfileCatalog.builtIn().require("scheduler"),
                Names.subject("system:kube-scheduler"),
                Bytes.of(keys.getPublic().getEncoded()),
                DemoCluster.ca(keys),
                SerialNumber.parse("1234"),
                DemoCluster.START,
                DemoCluster.START.plusSeconds(60)));
        byte[] der = SignedCertificate.assemble(
                leaf, DemoCluster.sign(keys, SignatureAlgorithm.SHA256_ECDSA, leaf.encoded()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IssuerCertificate.of(der))
                .withMessageContaining("no CA");
    }
}
