package io.countersign.agent;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stands in the file now. It may be somebody else's: a list made by hand, one of another CA, or half a file.
 *
 * @param content the file's octets; empty when there is none
 * @param crl what they are, if they verify under the pinned issuer
 * @param foreign serial numbers that somebody else's list bars; etcd asks for nothing but the number (kubernetes-pki 5.3)
 */
record CrlInPlace(Optional<Bytes> content, Optional<Crl> crl, Set<BigInteger> foreign) {
    static CrlInPlace read(Path file, IssuerCertificate issuer) throws IOException {
        if (!Files.exists(file)) {
            return new CrlInPlace(Optional.empty(), Optional.empty(), Set.of());
        }
        byte[] content = Files.readAllBytes(file);
        try {
            return new CrlInPlace(
                    Optional.of(Bytes.of(content)), Optional.of(Crl.verify(Crl.der(content), issuer)), Set.of());
        } catch (CrlFaultException e) {
            return new CrlInPlace(Optional.of(Bytes.of(content)), Optional.empty(), serials(content));
        }
    }

    boolean isForeign() {
        return content.isPresent() && crl.isEmpty();
    }

    boolean holds(byte[] octets) {
        return content.equals(Optional.of(Bytes.of(octets)));
    }

    /** What would be let in again if this CRL replaced the file. */
    Set<BigInteger> forgottenBy(Crl offered) {
        Set<BigInteger> forgotten = new TreeSet<>(foreign);
        crl.ifPresent(mine -> mine.entries().keySet().forEach(serial -> forgotten.add(serial.value())));
        offered.entries().keySet().stream().map(SerialNumber::value).forEach(forgotten::remove);
        return forgotten;
    }

    private static Set<BigInteger> serials(byte[] content) {
        Set<BigInteger> serials = new TreeSet<>();
        try {
            for (CRL crl : CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(content))) {
                Set<? extends X509CRLEntry> entries = ((X509CRL) crl).getRevokedCertificates();
                if (entries != null) {
                    entries.forEach(entry -> serials.add(entry.getSerialNumber()));
                }
            }
        } catch (CRLException | CertificateException | RuntimeException e) {
            // No list at all, which the JDK tells in either way: etcd refuses every handshake over such a file, so
            // nothing is
            // let in by replacing it.
            return Set.of();
        }
        return serials;
    }
}
