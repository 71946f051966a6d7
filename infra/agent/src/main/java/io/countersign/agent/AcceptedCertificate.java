package io.countersign.agent;

import io.countersign.contracts.RefusedException;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that passed every check an agent makes before a file is touched (security 1.1, row "Registry"): it chains to the
 * pinned CA, carries the key of our own request and exactly the names we asked for.
 *
 * @param pem the certificate alone, whatever else came with it
 */
record AcceptedCertificate(String pem) {

    /** What arrived is not what may be installed; the message names the difference. */
    static final class WrongCertificateException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongCertificateException(String what) {
            super(what);
        }

        WrongCertificateException(String what, Throwable cause) {
            super(what, cause);
        }
    }

    static AcceptedCertificate check(String certificatePem, String requestPem, PinnedIssuer pinned, Instant now)
            throws WrongCertificateException {
        try {
            IssuedCertificate read =
                    CertificateCheck.verify(PemText.first("CERTIFICATE", certificatePem), pinned.certificate());
            Csr request = Csr.readPem(requestPem);
            require(read.key().equals(request.keyDigest()), "the key is not the one of our request");
            require(
                    read.names().equals(request.names()),
                    "the names are " + read.names() + ", asked were " + request.names());
            require(
                    List.of(pinned.organizationalUnit()).stream()
                            .filter(unit -> !unit.isEmpty())
                            .toList()
                            .equals(read.organizationalUnits()),
                    "the OU is " + read.organizationalUnits());
            require(read.certificate().getBasicConstraints() < 0, "it is a CA certificate");
            require(
                    !now.isBefore(read.notBefore()) && now.isBefore(read.notAfter()),
                    "it is valid from " + read.notBefore() + " to " + read.notAfter());
            return new AcceptedCertificate(read.pem());
        } catch (CertificateFaultException | RefusedException | IOException e) {
            throw new WrongCertificateException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void require(boolean condition, String otherwise) throws WrongCertificateException {
        if (!condition) {
            throw new WrongCertificateException(otherwise);
        }
    }
}
