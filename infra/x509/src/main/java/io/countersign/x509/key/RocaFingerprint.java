package io.countersign.x509.key;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The mark of keys made by the faulty Infineon library (CVE-2017-15361; Nemec et al., "The Return of Coppersmith's Attack",
 * CCS 2017, section 2.3): both primes, and so the modulus, are powers of 65537 modulo every small prime. A sound modulus shows
 * that by chance once in about 2^28.
 */
final class RocaFingerprint {
    private static final int GENERATOR = 65537;

    /** The primes 3 to 167 divide the library's primorial for every key size. */
    private static final int LAST_PRIME = 167;

    private static final List<Subgroup> SUBGROUPS = subgroups();

    private RocaFingerprint() {}

    static boolean matches(BigInteger modulus) {
        return SUBGROUPS.stream().allMatch(subgroup -> subgroup.holds(modulus));
    }

    private static List<Subgroup> subgroups() {
        List<Subgroup> all = new ArrayList<>();
        for (BigInteger prime = BigInteger.valueOf(3);
                prime.intValue() <= LAST_PRIME;
                prime = prime.nextProbablePrime()) {
            all.add(Subgroup.modulo(prime.intValue()));
        }
        return all;
    }

    private record Subgroup(BigInteger prime, BitSet powers) {
        static Subgroup modulo(int prime) {
            BitSet powers = new BitSet(prime);
            int power = 1;
            do {
                powers.set(power);
                power = power * (GENERATOR % prime) % prime;
            } while (!powers.get(power));
            return new Subgroup(BigInteger.valueOf(prime), powers);
        }

        boolean holds(BigInteger modulus) {
            return powers.get(modulus.mod(prime).intValue());
        }
    }
}
