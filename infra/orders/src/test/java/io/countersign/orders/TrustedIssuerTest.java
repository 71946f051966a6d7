package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.x509.IssuerCertificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class TrustedIssuerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void onlyEtcdAndTheServicesHaveCrls() {
        List<String> places = Installation.at(NOW).trust().issuers().stream()
                .filter(TrustedIssuer::hasCrl)
                .map(issuer -> issuer.cluster() + "/" + issuer.name())
                .toList();
        assertThat(places).containsExactlyInAnyOrder("demo/etcd-ca", "other/etcd-ca", "countersign/services");
        IssuerCertificate any = Installation.at(NOW).issuer("demo", "etcd-ca");
        assertThat(new TrustedIssuer("demo", "services", any).hasCrl()).isFalse();
    }

    /** As kubeadm makes its CAs: with keyCertSign alone. */
    @Test
    void aCaThatMaySignNoCrlsHasNone() throws Exception {
        assertThat(new TrustedIssuer("demo", "etcd-ca", ca(KeyUsage.keyCertSign)).hasCrl())
                .isFalse();
        assertThat(new TrustedIssuer("demo", "etcd-ca", ca(KeyUsage.keyCertSign | KeyUsage.cRLSign)).hasCrl())
                .isTrue();
    }

    private static IssuerCertificate ca(int usage) throws Exception {
        KeyPair keys = Installation.pair("secp256r1");
        X500Name name = new X500Name("CN=etcd-ca");
        return IssuerCertificate.of(new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(NOW),
                        Date.from(NOW.plusSeconds(86_400)),
                        name,
                        keys.getPublic())
                .addExtension(Extension.keyUsage, true, new KeyUsage(usage))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded());
    }
}
