package io.countersign.x509.key;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Which EC keys are good enough: P-256 and P-384 by name, with a point that lies on them (SP 800-56A 5.6.2.3.3). */
final class EcKeyRules {
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private EcKeyRules() {}

    static SubjectPublicKeyInfo rebuild(SubjectPublicKeyInfo asked) throws RefusedException {
        ASN1Encodable parameters = asked.getAlgorithm().getParameters();
        if (!(parameters instanceof ASN1ObjectIdentifier name)) {
            // Explicit parameters let an attacker choose the base point (CVE-2020-0601).
            throw new RefusedException(RefusalCode.EC_CURVE, "the curve is not given by name");
        }
        Curve curve = Curve.of(name);
        if (asked.getPublicKeyData().getPadBits() != 0) {
            throw new RefusedException(RefusalCode.KEY_MALFORMED, "the point does not end on an octet");
        }
        byte[] point = asked.getPublicKeyData().getBytes();
        curve.requirePoint(point);
        return new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, name), point);
    }

    /** y² = x³ - 3x + b modulo p (SEC 2, 2.4.2 and 2.5.1); both curves have cofactor 1, so every point has the full order. */
    private record Curve(int octets, BigInteger p, BigInteger b) {
        private static final Curve P256 = new Curve(
                32,
                hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
                hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"));
        private static final Curve P384 = new Curve(
                48,
                hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff"),
                hex(
                        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"));

        static Curve of(ASN1ObjectIdentifier name) throws RefusedException {
            if (name.equals(SECObjectIdentifiers.secp256r1)) {
                return P256;
            }
            if (name.equals(SECObjectIdentifiers.secp384r1)) {
                return P384;
            }
            throw new RefusedException(RefusalCode.EC_CURVE, "the curve is " + name);
        }

        void requirePoint(byte[] point) throws RefusedException {
            if (point.length == 1 && point[0] == 0) {
                throw new RefusedException(RefusalCode.EC_POINT, "the point at infinity");
            }
            if (point.length != 1 + 2 * octets || point[0] != 4) {
                // RFC 5480 2.2 makes only the uncompressed form mandatory, and Go reads no other.
                throw new RefusedException(RefusalCode.KEY_MALFORMED, "the point is not in uncompressed form");
            }
            BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + octets));
            BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + octets, point.length));
            if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
                throw new RefusedException(RefusalCode.EC_POINT, "a coordinate is not below the field's prime");
            }
            BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(b).mod(p);
            if (!y.multiply(y).mod(p).equals(right)) {
                throw new RefusedException(RefusalCode.EC_POINT, "the point does not lie on the curve");
            }
            KnownKeys.requireUnguessable(Arrays.copyOfRange(point, 1, 1 + octets));
        }

        private static BigInteger hex(String digits) {
            return new BigInteger(digits, 16);
        }
    }
}
