package io.countersign.x509.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.RefusalCode;
import io.countersign.x509.Refusals;
import io.countersign.x509.TestKeys;
import java.math.BigInteger;
import java.security.KeyPair;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcKeyRulesTest {
    private static final byte[] POINT = point(TestKeys.p256());

    private static byte[] point(KeyPair keys) {
        return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
                .getPublicKeyData()
                .getBytes();
    }

    private static RefusalCode refusal(ASN1Encodable parameters, byte[] point) {
        SubjectPublicKeyInfo key = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters), point);
        return Refusals.codeOf(() -> CheckedKey.of(key));
    }

    private static RefusalCode refusal(byte[] point) {
        return refusal(SECObjectIdentifiers.secp256r1, point);
    }

    @Test
    void acceptsP256AndP384() throws Exception {
        for (KeyPair keys : new KeyPair[] {TestKeys.p256(), TestKeys.p384()}) {
            CheckedKey key = CheckedKey.of(
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            assertThat(key.spki().toArray()).isEqualTo(keys.getPublic().getEncoded());
            assertThat(key.algorithm()).isEqualTo("EC");
        }
    }

    @Test
    void refusesOtherCurves() {
        assertThat(refusal(SECObjectIdentifiers.secp256k1, POINT)).isEqualTo(RefusalCode.EC_CURVE);
        assertThat(refusal(SECObjectIdentifiers.secp224r1, POINT)).isEqualTo(RefusalCode.EC_CURVE);
        SubjectPublicKeyInfo p521 = SubjectPublicKeyInfo.getInstance(
                TestKeys.ec("secp521r1").getPublic().getEncoded());
        assertThat(Refusals.codeOf(() -> CheckedKey.of(p521))).isEqualTo(RefusalCode.EC_CURVE);
    }

    @Test
    void refusesCurvesNotGivenByName() {
        assertThat(refusal(SECNamedCurves.getByName("secp256r1"), POINT)).isEqualTo(RefusalCode.EC_CURVE);
        assertThat(refusal(DERNull.INSTANCE, POINT)).isEqualTo(RefusalCode.EC_CURVE);
        assertThat(refusal(null, POINT)).isEqualTo(RefusalCode.EC_CURVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 33, 64})
    void refusesPointsOffTheCurve(int octet) {
        byte[] off = POINT.clone();
        off[octet] ^= 1;
        assertThat(refusal(off)).isEqualTo(RefusalCode.EC_POINT);
    }

    @Test
    void refusesCoordinatesNotBelowThePrime() {
        BigInteger p =
                SECNamedCurves.getByName("secp256r1").getCurve().getField().getCharacteristic();
        byte[] large = POINT.clone();
        byte[] prime = p.toByteArray();
        System.arraycopy(prime, prime.length - 32, large, 1, 32);
        assertThat(refusal(large)).isEqualTo(RefusalCode.EC_POINT);
    }

    @Test
    void refusesThePointAtInfinity() {
        assertThat(refusal(new byte[] {0})).isEqualTo(RefusalCode.EC_POINT);
    }

    @Test
    void refusesCompressedHybridAndDamagedPoints() {
        byte[] compressed = Arrays.copyOf(POINT, 33);
        compressed[0] = (byte) (2 + (POINT[64] & 1));
        assertThat(refusal(compressed)).isEqualTo(RefusalCode.KEY_MALFORMED);
        byte[] hybrid = POINT.clone();
        hybrid[0] = (byte) (6 + (POINT[64] & 1));
        assertThat(refusal(hybrid)).isEqualTo(RefusalCode.KEY_MALFORMED);
        assertThat(refusal(Arrays.copyOf(POINT, 64))).isEqualTo(RefusalCode.KEY_MALFORMED);
        assertThat(refusal(new byte[0])).isEqualTo(RefusalCode.KEY_MALFORMED);
        assertThat(refusal(point(TestKeys.p384()))).isEqualTo(RefusalCode.KEY_MALFORMED);
    }
}
