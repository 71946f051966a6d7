package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;

/**
 * What tells certificates apart. The digest of a certificate's DER does not: an ECDSA signature has a twin, so one certificate
 * has two encodings.
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 */
public record IssuerSerial(Sha256 issuer, SerialNumber serial) {
    static IssuerSerial of(CertificateId certificate) {
        return new IssuerSerial(certificate.issuer(), certificate.serial());
    }
}
