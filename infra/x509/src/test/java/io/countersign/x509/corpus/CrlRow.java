package io.countersign.x509.corpus;

import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.function.BiConsumer;

/**
 * One kind of bad CRL and how its fault is told.
 *
 * @param due what the sentence matches
 */
record CrlRow(String name, String due, Attempt attempt) {
    static final int CASES = 24;

    static final String FORM = "not a CRL: .*";
    static final String KEY = "not signed by the key of .*";

    /** Which of the three it is depends on who stumbles first, the JDK or the comparison. */
    static final String SHAPE =
            "(unreadable CRL: |of another shape than |not a CRL of Countersign: |without |an entry with ).*";

    /** Makes a case from its draw and hands it to the reader under test. */
    interface Attempt {
        void present(Draw draw) throws CrlFaultException;
    }

    /** Makes the octets of a CRL. */
    interface Octets {
        byte[] make(CrlForge forge, Draw draw);
    }

    static CrlRow der(String name, String due, Octets octets) {
        return new CrlRow(name, due, draw -> {
            CrlForge forge = CrlForge.any(draw);
            Crl.verify(octets.make(forge, draw), forge.issuer());
        });
    }

    /** A row of CRLs whose issuer signed exactly what is wrong. */
    static CrlRow changed(String name, String due, BiConsumer<DerTree, Draw> change) {
        return der(name, due, (forge, draw) -> forge.changed(draw, tbs -> change.accept(tbs, draw)));
    }

    @Override
    public String toString() {
        return name;
    }
}
