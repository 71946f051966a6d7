package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.EC_CURVE;
import static io.countersign.contracts.RefusalCode.EC_POINT;
import static io.countersign.contracts.RefusalCode.KEY_COMPROMISED;
import static io.countersign.contracts.RefusalCode.KEY_MALFORMED;
import static io.countersign.contracts.RefusalCode.KEY_TYPE;

import io.countersign.contracts.RefusalCode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ECPoint;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Keys of other types, EC keys on other curves or off theirs, keys that everybody knows. The key is judged before the signature. */
final class KeyRows {
    private KeyRows() {}

    static List<Row> all() {
        return List.of(
                key("key-of-another-type", KEY_TYPE, KeyRows::otherType),
                key("other-named-curve", EC_CURVE, KeyRows::otherCurve),
                key("curve-not-by-name", EC_CURVE, KeyRows::unnamedCurve),
                key("point-off-the-curve", EC_POINT, draw -> point(draw, changed(draw))),
                key("coordinate-not-below-the-prime", EC_POINT, draw -> point(draw, shifted(draw))),
                key("point-at-infinity", EC_POINT, KeyRows::infinity),
                key("point-not-uncompressed", KEY_MALFORMED, draw -> point(draw, respelled(draw))),
                key("private-key-is-tiny", KEY_COMPROMISED, KeyRows::tiny).times(32),
                key("published-key", KEY_COMPROMISED, KeyRows::published));
    }

    interface Spki {
        ASN1Encodable make(Draw draw);
    }

    static Row key(String name, RefusalCode due, Spki spki) {
        return Row.forged(name, Row.TABLE, due, draw -> Sound.named(draw).spki(spki.make(draw)));
    }

    private static ASN1Encodable otherType(Draw draw) {
        ASN1ObjectIdentifier type = draw.each(
                new ASN1ObjectIdentifier("1.3.101.112"), // Ed25519
                new ASN1ObjectIdentifier("1.3.101.113"), // Ed448
                new ASN1ObjectIdentifier("1.3.101.110"), // X25519
                X9ObjectIdentifiers.id_dsa,
                PKCSObjectIdentifiers.dhKeyAgreement,
                PKCSObjectIdentifiers.id_RSASSA_PSS,
                PKCSObjectIdentifiers.id_RSAES_OAEP,
                new ASN1ObjectIdentifier("1.2.643.7.1.1.1.1"), // GOST
                new ASN1ObjectIdentifier("2.16.840.1.101.3.4.3.17"), // ML-DSA-44
                new ASN1ObjectIdentifier("1.3.132.1.12")); // ECDH only
        return new SubjectPublicKeyInfo(new AlgorithmIdentifier(type), draw.octets(draw.between(32, 64)));
    }

    private static ASN1Encodable ec(ASN1Encodable parameters, byte[] point) {
        AlgorithmIdentifier algorithm = parameters == null
                ? new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey)
                : new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, parameters);
        return new SubjectPublicKeyInfo(algorithm, point);
    }

    private static ASN1Encodable otherCurve(Draw draw) {
        return ec(
                draw.each(
                        SECObjectIdentifiers.secp192r1,
                        SECObjectIdentifiers.secp224r1,
                        SECObjectIdentifiers.secp256k1,
                        SECObjectIdentifiers.secp521r1,
                        SECObjectIdentifiers.sect283r1,
                        TeleTrusTObjectIdentifiers.brainpoolP256r1,
                        TeleTrusTObjectIdentifiers.brainpoolP384r1,
                        new ASN1ObjectIdentifier("1.2.156.10197.1.301")),
                sound(draw));
    }

    private static ASN1Encodable unnamedCurve(Draw draw) {
        X9ECParameters curve = curve(draw);
        ASN1Encodable parameters =
                switch (draw.index() % 4) {
                    case 0 -> DERNull.INSTANCE;
                    case 1 -> null;
                    // The base point is the sender's choice: CVE-2020-0601.
                    case 2 ->
                        new X9ECParameters(
                                curve.getCurve(),
                                new X9ECPoint(curve.getG().multiply(BigInteger.valueOf(draw.between(2, 999))), false),
                                curve.getN(),
                                curve.getH());
                    default -> curve;
                };
        return ec(parameters, sound(draw));
    }

    private static boolean large(Draw draw) {
        return draw.index() % 3 == 2;
    }

    private static X9ECParameters curve(Draw draw) {
        return SECNamedCurves.getByName(large(draw) ? "secp384r1" : "secp256r1");
    }

    private static ASN1Encodable point(Draw draw, byte[] point) {
        return ec(large(draw) ? SECObjectIdentifiers.secp384r1 : SECObjectIdentifiers.secp256r1, point);
    }

    private static byte[] sound(Draw draw) {
        return SubjectPublicKeyInfo.getInstance((large(draw) ? Sound.p384(draw.index()) : Sound.p256(draw.index()))
                        .getPublic()
                        .getEncoded())
                .getPublicKeyData()
                .getOctets();
    }

    private static byte[] changed(Draw draw) {
        byte[] point = sound(draw);
        int place = draw.between(1 + point.length / 4, point.length - 1);
        point[place] ^= (byte) (1 << draw.between(0, 7));
        return point;
    }

    /** A coordinate outside the field: p itself, p with a little more, or all ones. */
    private static byte[] shifted(Draw draw) {
        byte[] point = sound(draw);
        int octets = (point.length - 1) / 2;
        BigInteger prime = curve(draw).getCurve().getField().getCharacteristic();
        BigInteger most = BigInteger.ONE.shiftLeft(8 * octets).subtract(BigInteger.ONE);
        BigInteger value = draw.each(prime, prime.add(BigInteger.valueOf(draw.between(1, 999))), most);
        byte[] written = value.toByteArray();
        System.arraycopy(written, written.length - octets, point, draw.random().nextBoolean() ? 1 : 1 + octets, octets);
        return point;
    }

    private static ASN1Encodable infinity(Draw draw) {
        byte[] zeros = new byte[sound(draw).length];
        zeros[0] = 4;
        return point(draw, draw.index() % 4 == 3 ? zeros : new byte[1]);
    }

    private static byte[] respelled(Draw draw) {
        byte[] point = sound(draw);
        int octets = (point.length - 1) / 2;
        byte odd = (byte) (point[point.length - 1] & 1);
        switch (draw.index() % 6) {
            case 0, 1 -> {
                byte[] compressed = Arrays.copyOf(point, 1 + octets);
                compressed[0] = (byte) (2 + odd);
                return compressed;
            }
            case 2 -> point[0] = (byte) (6 + odd);
            case 3 -> {
                return Arrays.copyOf(point, point.length - draw.between(1, octets));
            }
            case 4 -> {
                return Arrays.copyOf(point, point.length + draw.between(1, 9));
            }
            default -> {
                return draw.random().nextBoolean() ? new byte[0] : new byte[draw.between(2, 20)];
            }
        }
        return point;
    }

    private static ASN1Encodable tiny(Draw draw) {
        BigInteger number = BigInteger.valueOf(draw.index() < 4 ? draw.index() + 1 : draw.between(1, 256));
        X9ECParameters curve = curve(draw);
        BigInteger scalar = draw.random().nextBoolean() ? number : curve.getN().subtract(number);
        return point(draw, curve.getG().multiply(scalar).getEncoded(false));
    }

    /** From RFC 7515 A.3, RFC 7517 A.2, RFC 6979 A.2.5 and A.2.6, made again from the printed private numbers. */
    private static ASN1Encodable published(Draw draw) {
        String number = draw.each(
                "8e9b109e719098bf980487df1f5d77e9cb29606ebed2263b5f57c213df84f4b2",
                "f3bd0c07a81fb932781ed52752f60cc89a6be5e51934fe01938ddb55d8f77801",
                "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
                "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
                        + "96d5724e4c70a825f872c9ea60d2edf5");
        boolean large = number.length() > 64;
        X9ECParameters curve = SECNamedCurves.getByName(large ? "secp384r1" : "secp256r1");
        return ec(
                large ? SECObjectIdentifiers.secp384r1 : SECObjectIdentifiers.secp256r1,
                curve.getG().multiply(new BigInteger(number, 16)).getEncoded(false));
    }

    /** An RSA key of these numbers. */
    static ASN1Encodable rsa(BigInteger... numbers) {
        ASN1Encodable[] integers = Arrays.stream(numbers).map(ASN1Integer::new).toArray(ASN1Encodable[]::new);
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    new DERSequence(integers));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
