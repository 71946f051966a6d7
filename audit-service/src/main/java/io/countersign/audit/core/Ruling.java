package io.countersign.audit.core;

import io.countersign.contracts.Sha256;
import java.util.Set;

/** What follows from a leaf that redeems a standing grant; from a second leaf with the same order follows nothing new. */
public sealed interface Ruling extends Fact {
    /** The first that redeems this certificate: it gets a receipt. */
    record Redeems(IssuerSerial predecessor) implements Ruling {}

    /**
     * No receipt, for ever.
     *
     * @param first leaf that came first
     * @param burns digests of the grant texts that redeem nothing after this leaf
     */
    record Withholds(long first, Set<Sha256> burns) implements Ruling {
        public Withholds {
            burns = Set.copyOf(burns);
        }
    }
}
