package io.countersign.signer.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Revocation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.util.List;

/** Hears what happens to CRLs and revoke orders. Called on the loop's thread. */
public interface CrlWatch {
    /** The newest CRL known; its entries may be fewer than all that are known. */
    void known(TrustedIssuer issuer, Crl newest, int entries);

    /** The newest CRL that the topic shows, or is about to. */
    void told(TrustedIssuer issuer, Crl crl);

    /** One number, two contents: somebody signs beside this signer, or it has lost its memory. */
    void rival(TrustedIssuer issuer, Crl crl, Crl other);

    /** A later CRL that lacks certificates which an earlier one lists. */
    void forgetful(TrustedIssuer issuer, Crl crl);

    void accepted(Revocation revocation);

    /** An accepted order that does not hold any more. */
    void fallen(Sha256 order, Refusal why);

    /** A logged intent that does not give what is known now; nothing is signed for it. */
    void overtaken(TrustedIssuer issuer, String intent, String why);

    /** A file of the spool that says nothing to be believed. */
    void putAside(String file, String why);

    /**
     * About every second.
     *
     * @param waiting accepted orders that no CRL has taken up yet
     * @param problems what keeps a CRL from being made or told, for a person; empty when all is well
     */
    void state(int waiting, List<String> problems);
}
