package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;

/** Whether an event holds a CRL of ours that says what the event says. As with certificates, only the CRL counts. */
final class CrlVerification {
    private final TrustDocument trust;

    CrlVerification(TrustDocument trust) {
        this.trust = trust;
    }

    Crl verify(String subject, CrlPublished told) throws UnreadableException {
        Crl crl = read(told.issuer(), told.crl());
        require(subject.equals(told.issuer().toString()), "the event is about " + subject);
        require(crl.number() == told.number(), "the CRL has number " + crl.number());
        require(crl.tbs().equals(told.tbs()), "the CRL's to-be-signed bytes are " + crl.tbs());
        require(
                crl.thisUpdate().equals(told.thisUpdate()) && crl.nextUpdate().equals(told.nextUpdate()),
                "the CRL is of " + crl.thisUpdate() + ", good until " + crl.nextUpdate());
        require(
                crl.entries().size() == told.entries(),
                "the CRL lists " + crl.entries().size());
        return crl;
    }

    /** The CRL of an issuer that has one. */
    Crl read(Sha256 digest, Bytes der) throws UnreadableException {
        TrustedIssuer issuer = trust.issuer(digest)
                .filter(TrustedIssuer::hasCrl)
                .orElseThrow(() -> fault("no issuer with a CRL: " + digest));
        try {
            return Crl.verify(der.toArray(), issuer.certificate());
        } catch (CrlFaultException forged) {
            throw new UnreadableException(UnreadableReason.CRL_INVALID, String.valueOf(forged.getMessage()), forged);
        }
    }

    private static void require(boolean holds, String otherwise) throws UnreadableException {
        if (!holds) {
            throw fault(otherwise);
        }
    }

    private static UnreadableException fault(String detail) {
        return new UnreadableException(UnreadableReason.CRL_INVALID, detail);
    }
}
