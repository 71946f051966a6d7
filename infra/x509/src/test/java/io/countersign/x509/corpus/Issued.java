package io.countersign.x509.corpus;

import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.Csr;
import io.countersign.x509.DemoCluster;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import io.countersign.x509.TestKeys;
import io.countersign.x509.lint.Lints;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that a mutated request came to, and what its order says.
 *
 * @param ordered the order's names
 * @param unit the OU that the profile adds, or empty
 * @param pem the certificate
 */
record Issued(Names ordered, String unit, String pem) {
    private static final int SERIAL_OCTETS = 20;
    private static final KeyPair CA = TestKeys.ec("secp256r1");
    private static final IssuerCertificate ISSUER = DemoCluster.ca(CA);

    /** From the request's octets to a certificate, by the same steps as the signer's; software keys. */
    static Issued of(Identity identity, byte[] request, Draw draw) throws RefusedException, CertificateFaultException {
        Csr csr = Csr.read(request);
        identity.check(csr);
        byte[] serial = draw.octets(SERIAL_OCTETS);
        serial[0] = (byte) ((serial[0] & 0x3f) | 0x40);
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                identity.rules(),
                csr.names(),
                csr.spki(),
                ISSUER,
                new SerialNumber(new BigInteger(1, serial)),
                DemoCluster.START,
                DemoCluster.START.plus(Duration.ofHours(draw.between(1, 8)))));
        Lints.check(tbs);
        byte[] der = SignedCertificate.assemble(tbs, DemoCluster.sign(CA, ISSUER.signatureAlgorithm(), tbs.encoded()));
        CertificateCheck.verify(der, tbs);
        return new Issued(csr.names(), identity.rules().organizationalUnit(), Pem.encode(Pem.CERTIFICATE, der));
    }

    /** What every reader must see: the subject in its order, then the alternative names by kind. */
    List<String> due() {
        List<String> due = new ArrayList<>();
        ordered.organizations().forEach(o -> due.add("O=" + o));
        if (!unit.isEmpty()) {
            due.add("OU=" + unit);
        }
        due.add("CN=" + ordered.commonName());
        ordered.dns().forEach(dns -> due.add("DNS:" + dns));
        ordered.ips().forEach(ip -> due.add("IP:" + ip));
        ordered.uris().forEach(uri -> due.add("URI:" + uri));
        return due;
    }
}
