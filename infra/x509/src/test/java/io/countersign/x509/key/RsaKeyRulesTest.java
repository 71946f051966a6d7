package io.countersign.x509.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Refusals;
import io.countersign.x509.TestKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaKeyRulesTest {
    private static final BigInteger F4 = BigInteger.valueOf(65537);
    private static final SecureRandom RANDOM = new SecureRandom();

    private static SubjectPublicKeyInfo key(BigInteger modulus, BigInteger exponent, ASN1Encodable parameters) {
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, parameters),
                    new DERSequence(new ASN1Encodable[] {new ASN1Integer(modulus), new ASN1Integer(exponent)}));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static RefusalCode refusal(BigInteger modulus, BigInteger exponent) {
        return Refusals.codeOf(() -> CheckedKey.of(key(modulus, exponent, DERNull.INSTANCE)));
    }

    private static BigInteger soundModulus() {
        return ((RSAPublicKey) TestKeys.rsa2048().getPublic()).getModulus();
    }

    private static BigInteger prime(int bits) {
        return BigInteger.probablePrime(bits, RANDOM);
    }

    @Test
    void acceptsASoundKey() throws Exception {
        CheckedKey key = CheckedKey.of(key(soundModulus(), F4, DERNull.INSTANCE));
        assertThat(key.algorithm()).isEqualTo("RSA");
        assertThat(key.spki().toArray())
                .isEqualTo(TestKeys.rsa2048().getPublic().getEncoded());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2047, 2049, 8192})
    void refusesOtherSizes(int bits) {
        assertThat(refusal(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE), F4))
                .isEqualTo(RefusalCode.RSA_SIZE);
    }

    @Test
    void refusesNegativeModulus() {
        assertThat(refusal(soundModulus().negate(), F4)).isIn(RefusalCode.RSA_SIZE, RefusalCode.KEY_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 17, 65536, 65539, 4294967297L})
    void refusesOtherExponents(long exponent) {
        assertThat(refusal(soundModulus(), BigInteger.valueOf(exponent)))
                .isIn(RefusalCode.RSA_EXPONENT, RefusalCode.KEY_MALFORMED);
    }

    @Test
    void refusesEvenModulusAndSmallFactors() {
        assertThat(refusal(BigInteger.ONE.shiftLeft(2047), F4)).isEqualTo(RefusalCode.RSA_MODULUS);
        BigInteger multiple;
        do {
            multiple = prime(2039).multiply(BigInteger.valueOf(751));
        } while (multiple.bitLength() != 2048);
        assertThat(refusal(multiple, F4)).isEqualTo(RefusalCode.RSA_MODULUS);
    }

    @Test
    void refusesClosePrimes() {
        BigInteger p = prime(1024).setBit(1022);
        BigInteger first = p.nextProbablePrime();
        BigInteger second = first.nextProbablePrime();
        assertThat(refusal(first.multiply(second), F4)).isEqualTo(RefusalCode.RSA_CLOSE_PRIMES);
    }

    @Test
    void findsPrimesJustWithinTheRounds() {
        BigInteger a = BigInteger.ONE.shiftLeft(1023).add(BigInteger.valueOf(12345));
        // (a - b)(a + b) with b near the fourth root: a few steps above the root of the product.
        BigInteger b = BigInteger.ONE.shiftLeft(514);
        assertThat(RsaKeyRules.primesAreClose(a.multiply(a).subtract(b.multiply(b))))
                .isTrue();
        BigInteger farther = BigInteger.ONE.shiftLeft(520);
        assertThat(RsaKeyRules.primesAreClose(a.multiply(a).subtract(farther.multiply(farther))))
                .isFalse();
        assertThat(RsaKeyRules.primesAreClose(a.multiply(a))).isTrue();
    }

    @Test
    void refusesTheRocaFingerprint() {
        BigInteger primorial = BigInteger.TWO;
        for (BigInteger p = BigInteger.valueOf(3); p.intValue() <= 167; p = p.nextProbablePrime()) {
            primorial = primorial.multiply(p);
        }
        BigInteger modulus = rocaPrime(primorial, 11).multiply(rocaPrime(primorial, 7));
        assertThat(modulus.bitLength()).isEqualTo(2048);
        assertThat(refusal(modulus, F4)).isEqualTo(RefusalCode.RSA_ROCA);
        assertThat(RocaFingerprint.matches(soundModulus())).isFalse();
    }

    /** A prime made as the faulty library makes them: k * M + (65537^a mod M). */
    private static BigInteger rocaPrime(BigInteger primorial, int power) {
        BigInteger base = F4.modPow(BigInteger.valueOf(power), primorial);
        BigInteger k = BigInteger.ONE
                .shiftLeft(1024)
                .subtract(BigInteger.ONE)
                .divide(primorial)
                .subtract(new BigInteger(700, RANDOM));
        BigInteger candidate = k.multiply(primorial).add(base);
        while (!candidate.isProbablePrime(50)) {
            candidate = candidate.subtract(primorial);
        }
        return candidate;
    }

    @Test
    void refusesKeysInASecondSpelling() throws Exception {
        assertThat(Refusals.codeOf(() -> CheckedKey.of(key(soundModulus(), F4, null))))
                .isEqualTo(RefusalCode.KEY_MALFORMED);
        SubjectPublicKeyInfo garbage = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), new byte[] {1, 2, 3});
        assertThat(Refusals.codeOf(() -> CheckedKey.of(garbage))).isEqualTo(RefusalCode.KEY_MALFORMED);
    }

    @Test
    void refusesOtherKeyTypes() {
        SubjectPublicKeyInfo ed25519 =
                SubjectPublicKeyInfo.getInstance(TestKeys.generate("Ed25519", NamedParameterSpec.ED25519)
                        .getPublic()
                        .getEncoded());
        assertThat(Refusals.codeOf(() -> CheckedKey.of(ed25519))).isEqualTo(RefusalCode.KEY_TYPE);
        SubjectPublicKeyInfo pss =
                new SubjectPublicKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS), new byte[] {1});
        assertThat(Refusals.codeOf(() -> CheckedKey.of(pss))).isEqualTo(RefusalCode.KEY_TYPE);
    }
}
