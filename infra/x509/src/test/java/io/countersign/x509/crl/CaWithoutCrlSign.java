package io.countersign.x509.crl;

import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuerCertificate;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA as kubeadm makes it, with keyCertSign alone (kubernetes-pki 1.4). */
final class CaWithoutCrlSign {
    private CaWithoutCrlSign() {}

    static IssuerCertificate of(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=kubernetes");
        return IssuerCertificate.of(new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(DemoCluster.START),
                        Date.from(DemoCluster.CA_END),
                        name,
                        keys.getPublic())
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded());
    }
}
