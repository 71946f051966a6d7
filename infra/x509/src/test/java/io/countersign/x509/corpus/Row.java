package io.countersign.x509.corpus;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;

/**
 * One kind of bad input and the code it is refused with.
 *
 * @param name says what is wrong
 * @param source table row it comes from
 * @param due the refusal
 * @param cases how many are made
 * @param attempt makes one case and presents it
 */
record Row(String name, String source, RefusalCode due, int cases, Attempt attempt) {
    /** Every row has at least this many. */
    static final int LEAST = 16;

    /** The table of bad CSRs. */
    static final String TABLE = "kubernetes-pki 7.2";

    /** The table of CSRs that readers understand differently. */
    static final String READERS = "security 1.3";

    /** Makes a case from its draw and hands it to the reader under test. */
    interface Attempt {
        void present(Draw draw) throws RefusedException;
    }

    /** Makes the octets of a request. */
    interface Octets {
        byte[] make(Draw draw);
    }

    /** Makes a request that is signed as it should be. */
    interface Forged {
        CsrForge make(Draw draw);
    }

    /** A row of DER requests. */
    static Row der(String name, String source, RefusalCode due, Octets octets) {
        return new Row(name, source, due, LEAST, draw -> Csr.read(octets.make(draw)));
    }

    /** A row of requests whose own key signed exactly what is wrong. */
    static Row forged(String name, String source, RefusalCode due, Forged forged) {
        return der(name, source, due, draw -> forged.make(draw).der());
    }

    Row times(int more) {
        return new Row(name, source, due, more, attempt);
    }

    @Override
    public String toString() {
        return name;
    }
}
