package io.countersign.registry.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.util.List;
import java.util.Optional;

/** CRLs, and what any of them lists: nothing is ever taken off again. Durable when the surrounding transaction commits. */
public interface CrlStore {
    /** Adds a CRL with a number that is not there yet, and lets go of the bytes of those made more than a week before it. */
    void add(KeptCrl crl);

    Optional<KeptCrl> find(Sha256 issuer, long number);

    Optional<KeptCrl> newest(Sha256 issuer);

    /** The CRL with the greatest number below this one. */
    Optional<KeptCrl> before(Sha256 issuer, long number);

    /** The CRL with the least number above this one. */
    Optional<KeptCrl> after(Sha256 issuer, long number);

    /** Notes that the CRL of this number lists a certificate. @return whether it is the first known one that does */
    boolean list(Sha256 issuer, CrlEntry entry, long number);

    /** What the issuer's CRLs list, all of them together. */
    List<CrlEntry> entries(Sha256 issuer);

    Optional<StandingRevocation> revocation(Sha256 issuer, SerialNumber serial);

    default Optional<StandingRevocation> revocation(CertificateId id) {
        return revocation(id.issuer(), id.serial());
    }
}
