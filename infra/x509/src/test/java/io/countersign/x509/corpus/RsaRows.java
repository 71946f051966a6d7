package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.KEY_MALFORMED;
import static io.countersign.contracts.RefusalCode.RSA_CLOSE_PRIMES;
import static io.countersign.contracts.RefusalCode.RSA_EXPONENT;
import static io.countersign.contracts.RefusalCode.RSA_MODULUS;
import static io.countersign.contracts.RefusalCode.RSA_ROCA;
import static io.countersign.contracts.RefusalCode.RSA_SIZE;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Weak and malformed RSA keys. Factors are only as prime as the check under test can see: no divisor below 752. */
final class RsaRows {
    private static final BigInteger F4 = BigInteger.valueOf(65537);
    private static final BigInteger TWO = BigInteger.TWO;

    private RsaRows() {}

    static List<Row> all() {
        return List.of(
                KeyRows.key("rsa-size", RSA_SIZE, draw -> KeyRows.rsa(odd(size(draw), draw), F4)),
                KeyRows.key(
                        "rsa-negative-modulus",
                        RSA_SIZE,
                        draw -> KeyRows.rsa(modulus(draw).negate(), F4)),
                KeyRows.key("rsa-exponent", RSA_EXPONENT, draw -> KeyRows.rsa(modulus(draw), exponent(draw)))
                        .times(24),
                KeyRows.key(
                        "rsa-even-modulus",
                        RSA_MODULUS,
                        draw -> KeyRows.rsa(odd(bits(draw), draw).subtract(BigInteger.ONE), F4)),
                KeyRows.key("rsa-small-factor", RSA_MODULUS, draw -> KeyRows.rsa(withSmallFactor(draw), F4)),
                KeyRows.key("rsa-close-primes", RSA_CLOSE_PRIMES, draw -> KeyRows.rsa(closePrimes(draw), F4)),
                KeyRows.key("rsa-roca", RSA_ROCA, draw -> KeyRows.rsa(roca(draw), F4)),
                KeyRows.key("rsa-malformed", KEY_MALFORMED, RsaRows::malformed).times(24));
    }

    private static BigInteger modulus(Draw draw) {
        return ((RSAPublicKey) Sound.rsa(draw.index()).getPublic()).getModulus();
    }

    private static int bits(Draw draw) {
        return draw.each(2048, 3072, 4096);
    }

    private static int size(Draw draw) {
        return draw.each(
                0, 1, 512, 768, 1023, 1024, 1025, 1536, 2040, 2047, 2049, 2056, 3071, 3073, 4095, 4097, 5120, 8192);
    }

    /** An odd number of exactly so many bits. */
    private static BigInteger odd(int bits, Draw draw) {
        return bits < 2
                ? BigInteger.valueOf(bits)
                : new BigInteger(bits, draw.random()).setBit(bits - 1).setBit(0);
    }

    private static BigInteger exponent(Draw draw) {
        return draw.each(
                BigInteger.ZERO,
                BigInteger.ONE,
                TWO,
                BigInteger.valueOf(3),
                BigInteger.valueOf(4),
                BigInteger.valueOf(17),
                BigInteger.valueOf(257),
                BigInteger.valueOf(65535),
                BigInteger.valueOf(65536),
                BigInteger.valueOf(65539),
                F4.negate(),
                F4.shiftLeft(1),
                F4.add(BigInteger.ONE.shiftLeft(32)),
                odd(draw.between(33, 256), draw));
    }

    private static BigInteger withSmallFactor(Draw draw) {
        int factor = draw.each(3, 5, 7, 11, 97, 251, 509, 743, 751);
        int rest = bits(draw) - BigInteger.valueOf(factor).bitLength() + 1;
        BigInteger multiple;
        do {
            multiple = odd(rest, draw).multiply(BigInteger.valueOf(factor));
        } while (multiple.bitLength() != bits(draw));
        return multiple;
    }

    private static boolean looksPrime(BigInteger number) {
        for (int divisor = 3; divisor < 752; divisor += 2) {
            if (number.mod(BigInteger.valueOf(divisor)).signum() == 0) {
                return false;
            }
        }
        return number.testBit(0);
    }

    private static BigInteger next(BigInteger from) {
        BigInteger number = from.setBit(0);
        while (!looksPrime(number)) {
            number = number.add(TWO);
        }
        return number;
    }

    private static BigInteger closePrimes(Draw draw) {
        int half = bits(draw) / 2;
        BigInteger p = next(odd(half, draw).setBit(half - 2));
        // From neighbours to as far as a hundred steps of Fermat's method reach, and the square.
        int distance = draw.each(1, 2, 64, half / 2 - 8, half / 2, 0);
        return p.multiply(distance == 0 ? p : next(p.add(BigInteger.ONE.shiftLeft(distance))));
    }

    /** Both factors are powers of 65537 modulo the primes up to 167, as the faulty library makes them. */
    private static BigInteger roca(Draw draw) {
        BigInteger primorial = TWO;
        for (BigInteger prime = BigInteger.valueOf(3); prime.intValue() <= 167; prime = prime.nextProbablePrime()) {
            primorial = primorial.multiply(prime);
        }
        BigInteger modulus;
        do {
            modulus = rocaFactor(bits(draw) / 2, primorial, draw).multiply(rocaFactor(bits(draw) / 2, primorial, draw));
        } while (modulus.bitLength() != bits(draw));
        return modulus;
    }

    private static BigInteger rocaFactor(int bits, BigInteger primorial, Draw draw) {
        BigInteger rest = F4.modPow(BigInteger.valueOf(draw.between(2, 100_000)), primorial);
        BigInteger factor;
        do {
            factor = odd(bits, draw)
                    .setBit(bits - 2)
                    .divide(primorial)
                    .multiply(primorial)
                    .add(rest);
        } while (!looksPrime(factor));
        return factor;
    }

    private static ASN1Encodable malformed(Draw draw) {
        AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        SubjectPublicKeyInfo sound = SubjectPublicKeyInfo.getInstance(
                Sound.rsa(draw.index()).getPublic().getEncoded());
        byte[] key = sound.getPublicKeyData().getOctets();
        return switch (draw.index() % 8) {
            case 0 -> new SubjectPublicKeyInfo(rsa, draw.octets(draw.between(0, 300)));
            case 1 -> KeyRows.rsa(modulus(draw));
            case 2 -> KeyRows.rsa(modulus(draw), F4, F4);
            case 3 -> new SubjectPublicKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), key);
            case 4 ->
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, new DERSequence()), key);
            case 5 -> new SubjectPublicKeyInfo(rsa, Arrays.copyOf(key, key.length + draw.between(1, 9)));
            case 6 -> {
                DerTree stretched = DerTree.of(key);
                stretched.all().get(draw.between(0, 2)).stretchLength(draw.between(1, 3));
                yield new SubjectPublicKeyInfo(rsa, stretched.encoded());
            }
            default -> new SubjectPublicKeyInfo(rsa, octetString(key));
        };
    }

    private static byte[] octetString(byte[] key) {
        try {
            return new DEROctetString(key).getEncoded();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
