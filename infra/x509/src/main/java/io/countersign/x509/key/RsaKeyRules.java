package io.countersign.x509.key;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Which RSA keys are good enough (kubernetes-pki 7.2, after Boulder's goodkey). */
final class RsaKeyRules {
    private static final Set<Integer> SIZES = Set.of(2048, 3072, 4096);
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    /** Product of the odd primes below 752: one gcd instead of 131 divisions. */
    private static final BigInteger SMALL_PRIMES = productOfOddPrimesBelow(752);

    /** p and q closer than about 2^(n/4 + 7) fall within this many steps; a good key never does. */
    private static final int FERMAT_ROUNDS = 110;

    private RsaKeyRules() {}

    static SubjectPublicKeyInfo rebuild(SubjectPublicKeyInfo asked) throws RefusedException {
        RSAPublicKey numbers;
        try {
            numbers = RSAPublicKey.getInstance(asked.parsePublicKey());
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(RefusalCode.KEY_MALFORMED, "not an RSA public key", e);
        }
        BigInteger modulus = numbers.getModulus();
        if (modulus.signum() <= 0 || !SIZES.contains(modulus.bitLength())) {
            throw new RefusedException(RefusalCode.RSA_SIZE, "the modulus has " + modulus.bitLength() + " bits");
        }
        if (!numbers.getPublicExponent().equals(EXPONENT)) {
            throw new RefusedException(
                    RefusalCode.RSA_EXPONENT, "the exponent is " + shown(numbers.getPublicExponent()));
        }
        if (!modulus.testBit(0)) {
            throw new RefusedException(RefusalCode.RSA_MODULUS, "the modulus is even");
        }
        if (!modulus.gcd(SMALL_PRIMES).equals(BigInteger.ONE)) {
            throw new RefusedException(RefusalCode.RSA_MODULUS, "the modulus has a factor below 752");
        }
        if (RocaFingerprint.matches(modulus)) {
            throw new RefusedException(RefusalCode.RSA_ROCA, "made by a device with the ROCA fault; replace it");
        }
        if (primesAreClose(modulus)) {
            throw new RefusedException(RefusalCode.RSA_CLOSE_PRIMES, "factored within " + FERMAT_ROUNDS + " rounds");
        }
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    new RSAPublicKey(modulus, EXPONENT));
        } catch (IOException e) {
            throw new IllegalStateException("two integers always encode", e);
        }
    }

    /** Fermat: n = a² - b² with a just above the root of n means p = a - b and q = a + b. */
    static boolean primesAreClose(BigInteger modulus) {
        BigInteger a = modulus.sqrt();
        if (a.multiply(a).equals(modulus)) {
            return true;
        }
        a = a.add(BigInteger.ONE);
        BigInteger b2 = a.multiply(a).subtract(modulus);
        for (int round = 0; round < FERMAT_ROUNDS; round++) {
            if (isSquare(b2)) {
                return true;
            }
            b2 = b2.add(a.shiftLeft(1)).add(BigInteger.ONE);
            a = a.add(BigInteger.ONE);
        }
        return false;
    }

    private static boolean isSquare(BigInteger value) {
        // Squares end in 0, 1, 4 or 9 modulo 16; the test spares three roots in four.
        int low = value.intValue() & 15;
        if (low != 0 && low != 1 && low != 4 && low != 9) {
            return false;
        }
        BigInteger root = value.sqrt();
        return root.multiply(root).equals(value);
    }

    private static BigInteger productOfOddPrimesBelow(int limit) {
        BigInteger product = BigInteger.ONE;
        for (BigInteger prime = BigInteger.valueOf(3); prime.intValue() < limit; prime = prime.nextProbablePrime()) {
            product = product.multiply(prime);
        }
        return product;
    }

    private static String shown(BigInteger value) {
        return value.bitLength() <= 64 ? value.toString() : "of " + value.bitLength() + " bits";
    }
}
