package io.countersign.x509.corpus;

import static io.countersign.contracts.RefusalCode.CSR_SIGNATURE_ALGORITHM;
import static io.countersign.contracts.RefusalCode.CSR_SIGNATURE_INVALID;

import io.countersign.x509.CsrForge;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Requests that their key did not sign, or not with an accepted algorithm. */
final class SignatureRows {
    private static final ASN1ObjectIdentifier SHA256_RSA = PKCSObjectIdentifiers.sha256WithRSAEncryption;
    private static final ASN1ObjectIdentifier SHA256_ECDSA = X9ObjectIdentifiers.ecdsa_with_SHA256;

    private SignatureRows() {}

    static List<Row> all() {
        return List.of(
                Row.forged("signed-by-another-key", Row.TABLE, CSR_SIGNATURE_INVALID, SignatureRows::otherKey),
                Row.der("changed-after-signing", Row.TABLE, CSR_SIGNATURE_INVALID, SignatureRows::changed)
                        .times(32),
                Row.der("signature-damaged", Row.TABLE, CSR_SIGNATURE_INVALID, SignatureRows::damaged)
                        .times(32),
                Row.der("signature-not-whole-octets", Row.TABLE, CSR_SIGNATURE_INVALID, SignatureRows::unusedBits),
                Row.forged("weak-digest", Row.TABLE, CSR_SIGNATURE_ALGORITHM, SignatureRows::weak),
                Row.forged("rsa-pss", Row.TABLE, CSR_SIGNATURE_ALGORITHM, SignatureRows::pss),
                Row.forged("signature-of-another-family", Row.TABLE, CSR_SIGNATURE_ALGORITHM, SignatureRows::family),
                Row.forged("signature-parameters", Row.TABLE, CSR_SIGNATURE_ALGORITHM, SignatureRows::parameters));
    }

    private static SubjectPublicKeyInfo spki(KeyPair keys) {
        return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    }

    private static CsrForge otherKey(Draw draw) {
        int other = draw.index() + 1;
        KeyPair shown =
                switch (draw.index() % 8) {
                    case 6 -> Sound.p384(other);
                    case 7 -> Sound.rsa(other);
                    default -> Sound.p256(other);
                };
        return Sound.full(draw).spki(spki(shown));
    }

    /** One octet of a name differs from what was signed. */
    private static byte[] changed(Draw draw) {
        String name = draw.word(12);
        byte[] der = Sound.bare(draw).o(draw.word()).cn(name).der();
        int at = new String(der, StandardCharsets.ISO_8859_1).indexOf(name) + draw.between(1, 11);
        der[at] = (byte) (der[at] == 'x' ? 'y' : 'x');
        return der;
    }

    private static byte[] damaged(Draw draw) {
        DerTree request = DerTree.of(Sound.full(draw).der());
        byte[] bits = request.child(2).encoded();
        int head = bits[1] < 0 ? 2 + (bits[1] & 0x7f) : 2;
        byte[] signature = Arrays.copyOfRange(bits, head, bits.length);
        switch (draw.index() % 4) {
            case 0 -> signature = new byte[draw.between(1, 80)];
            // r and s of ECDSA both zero: some verifiers of old took that for valid under any key.
            case 1 -> signature = new byte[] {0, 0x30, 6, 2, 1, 0, 2, 1, 0};
            case 2 -> signature = Arrays.copyOf(signature, signature.length - draw.between(1, 8));
            default ->
                signature[draw.between(signature.length / 2, signature.length - 1)] ^= (byte) (1 << draw.between(0, 7));
        }
        request.children().set(2, DerTree.leaf(3, signature));
        return request.encoded();
    }

    private static byte[] unusedBits(Draw draw) {
        CsrForge forge = CsrForge.with(Sound.p256(draw.index())).cn(draw.word());
        DerTree request = DerTree.of(forge.der());
        byte[] bits = request.child(2).encoded();
        byte[] signature = Arrays.copyOfRange(bits, 2, bits.length);
        int unused = draw.between(1, 7);
        signature[0] = (byte) unused;
        signature[signature.length - 1] &= (byte) (0xff << unused);
        request.children().set(2, DerTree.leaf(3, signature));
        return request.encoded();
    }

    private static CsrForge weak(Draw draw) {
        return switch (draw.index() % 6) {
            case 0 -> rsa(draw).signedWith("SHA1withRSA", rsa(PKCSObjectIdentifiers.sha1WithRSAEncryption));
            case 1 -> rsa(draw).signedWith("MD5withRSA", rsa(PKCSObjectIdentifiers.md5WithRSAEncryption));
            case 2 -> rsa(draw).signedWith("MD2withRSA", rsa(PKCSObjectIdentifiers.md2WithRSAEncryption));
            case 3 -> rsa(draw).signedWith("SHA224withRSA", rsa(PKCSObjectIdentifiers.sha224WithRSAEncryption));
            case 4 ->
                ec(draw).signedWith("SHA1withECDSA", new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1));
            default ->
                ec(draw).signedWith("SHA224withECDSA", new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA224));
        };
    }

    private static CsrForge pss(Draw draw) {
        ASN1Encodable parameters = draw.each(
                new DERSequence(), null, DERNull.INSTANCE, new DERSequence(new ASN1Integer(draw.between(0, 99))));
        AlgorithmIdentifier identifier = parameters == null
                ? new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS)
                : new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters);
        return rsa(draw).signedWith("SHA256withRSA", identifier);
    }

    private static CsrForge family(Draw draw) {
        return switch (draw.index() % 4) {
            case 0 -> ec(draw).signedWith("SHA256withECDSA", rsa(SHA256_RSA));
            case 1 -> rsa(draw).signedWith("SHA256withRSA", new AlgorithmIdentifier(SHA256_ECDSA));
            case 2 ->
                ec(draw).signedWith(
                                "SHA256withECDSA", new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.101.112")));
            default ->
                ec(draw).signedWith(
                                "SHA256withECDSA",
                                new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840." + draw.between(1, 9999))));
        };
    }

    /** RSA takes NULL, ECDSA nothing; everything else is a second spelling or a choice of the sender's. */
    private static CsrForge parameters(Draw draw) {
        return switch (draw.index() % 5) {
            case 0 -> rsa(draw).signedWith("SHA256withRSA", new AlgorithmIdentifier(SHA256_RSA));
            case 1 -> rsa(draw).signedWith("SHA256withRSA", new AlgorithmIdentifier(SHA256_RSA, new DERSequence()));
            case 2 -> ec(draw).signedWith("SHA256withECDSA", new AlgorithmIdentifier(SHA256_ECDSA, DERNull.INSTANCE));
            case 3 ->
                ec(draw).signedWith(
                                "SHA256withECDSA",
                                new AlgorithmIdentifier(SHA256_ECDSA, SECObjectIdentifiers.secp256r1));
            default ->
                ec(draw).signedWith(
                                "SHA256withECDSA",
                                new AlgorithmIdentifier(
                                        SHA256_ECDSA, new DEROctetString(draw.octets(draw.between(0, 9)))));
        };
    }

    private static AlgorithmIdentifier rsa(ASN1ObjectIdentifier oid) {
        return new AlgorithmIdentifier(oid, DERNull.INSTANCE);
    }

    private static CsrForge rsa(Draw draw) {
        return CsrForge.with(Sound.rsa(draw.index())).cn(draw.word());
    }

    private static CsrForge ec(Draw draw) {
        return CsrForge.with(Sound.p256(draw.index())).cn(draw.word());
    }
}
