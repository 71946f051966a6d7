package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CONTINUITY_KEY_MISMATCH;
import static io.countersign.contracts.RefusalCode.SELF_REPORT_MISMATCH;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;

/** A certificate that asks for its own revocation: whoever holds its key may end it, and nothing else. */
record SelfReport(IssuedCertificate certificate) {
    /** The certificate sent along, if it is of this issuer and the only one that the order names. */
    static SelfReport of(RevocationOrder order, Bytes der, IssuerCertificate issuer) throws RefusedException {
        if (order.certificates().size() != 1) {
            throw new RefusedException(
                    SELF_REPORT_MISMATCH,
                    "one key revokes one certificate, not "
                            + order.certificates().size());
        }
        try {
            IssuedCertificate certificate = CertificateCheck.verify(der.toArray(), issuer);
            Revoked named = order.certificates().get(0);
            if (!certificate.serial().equals(named.serial())) {
                throw new RefusedException(
                        SELF_REPORT_MISMATCH,
                        "the certificate sent is " + certificate.serial() + ", the order names " + named.serial());
            }
            return new SelfReport(certificate);
        } catch (CertificateFaultException e) {
            throw new RefusedException(SELF_REPORT_MISMATCH, String.valueOf(e.getMessage()), e);
        }
    }

    /** That the certificate's key signed this payload. */
    void require(String payload, Approval approval) throws RefusedException {
        Envelope envelope = Envelope.of(payload, approval);
        envelope.checkForm(MessageType.CONTINUITY);
        Envelope.Header header = envelope.header(MessageType.CONTINUITY);
        try {
            Continuity.verify(envelope, header, certificate.certificate().getPublicKey());
        } catch (RefusedException e) {
            if (e.refusal().code() == CONTINUITY_KEY_MISMATCH) {
                throw new RefusedException(SELF_REPORT_MISMATCH, e.refusal().detail(), e);
            }
            throw e;
        }
    }
}
