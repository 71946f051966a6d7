package io.countersign.registry.core;

/** What no honest signer's CRLs do. Told to people; the registry goes on with what it has. */
public interface CrlAlarms {
    /** Two CRLs of one issuer under one number say different things. */
    void forked(KeptCrl first, KeptCrl other);

    /** A later CRL lacks certificates that an earlier one lists. */
    void shrunk(KeptCrl earlier, KeptCrl later);
}
