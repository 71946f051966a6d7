package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The to-be-signed bytes of a leaf: a pure function of {@link TbsInput}. A retry, a second signer or a lost topic can only make
 * the same bytes again (design 3, rule 3); any change of a byte here needs a new {@link #ENCODER}.
 */
public final class TbsCertificate {
    /** Version of this encoding, named by each profile's text. */
    public static final String ENCODER = "tbs/1";

    private final TbsInput input;
    private final Bytes encoded;

    /** Made once: the bytes never change, so neither does what they mean. Racing threads make equal values. */
    private volatile IssuedCertificate reading;

    private TbsCertificate(TbsInput input, byte[] encoded) {
        this.input = input;
        this.encoded = Bytes.of(encoded);
    }

    /** Throws {@link IllegalArgumentException} when the profile names another encoder. */
    public static TbsCertificate build(TbsInput input) {
        if (!input.profile().encoder().equals(ENCODER)) {
            throw new IllegalArgumentException(
                    "profile wants encoder " + input.profile().encoder());
        }
        try {
            SubjectPublicKeyInfo spki =
                    SubjectPublicKeyInfo.getInstance(Der.decode(input.spki().toArray()));
            DERSequence tbs = new DERSequence(new ASN1Encodable[] {
                new DERTaggedObject(true, 0, new ASN1Integer(2)),
                new ASN1Integer(input.serial().value()),
                input.issuer().signatureAlgorithm().identifier(),
                ASN1Primitive.fromByteArray(input.issuer().subject()),
                TbsEncoding.validity(input.notBefore(), input.notAfter()),
                TbsEncoding.subject(input.names(), input.profile().organizationalUnit()),
                spki,
                new DERTaggedObject(true, 3, extensions(input, spki))
            });
            return new TbsCertificate(input, Der.encode(tbs));
        } catch (IOException e) {
            throw new IllegalArgumentException("the public key is not canonical DER", e);
        }
    }

    private static DERSequence extensions(TbsInput input, SubjectPublicKeyInfo spki) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(TbsEncoding.extension(Extension.keyUsage, true, new KeyUsage(keyUsage(spki))));
        KeyPurposeId[] purposes = input.profile().purposes().toArray(KeyPurposeId[]::new);
        all.add(TbsEncoding.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes)));
        // kubeadm and the controller-manager write CA:FALSE and critical; DER leaves FALSE itself out.
        all.add(TbsEncoding.extension(Extension.basicConstraints, true, new BasicConstraints(false)));
        byte[] identifier = TbsEncoding.keyIdentifier(spki);
        all.add(TbsEncoding.extension(Extension.subjectKeyIdentifier, false, new DEROctetString(identifier)));
        AuthorityKeyIdentifier authority =
                new AuthorityKeyIdentifier(input.issuer().keyIdentifier().toArray());
        all.add(TbsEncoding.extension(Extension.authorityKeyIdentifier, false, authority));
        if (TbsEncoding.hasAlternativeNames(input.names())) {
            // Never critical: no profile gives an empty subject (RFC 5280 4.2.1.6).
            all.add(TbsEncoding.extension(
                    Extension.subjectAlternativeName, false, TbsEncoding.alternativeNames(input.names())));
        }
        return new DERSequence(all);
    }

    /** keyEncipherment serves TLS 1.2 with RSA key exchange; other keys cannot encipher (kubernetes-pki 7.1). */
    private static int keyUsage(SubjectPublicKeyInfo spki) {
        return PKCSObjectIdentifiers.rsaEncryption.equals(spki.getAlgorithm().getAlgorithm())
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
    }

    /** What these bytes were made of. */
    public TbsInput input() {
        return input;
    }

    /** The DER to sign. */
    public byte[] encoded() {
        return encoded.toArray();
    }

    /** What the JDK's parser, which shares no code with this encoder, reads in these bytes. */
    public IssuedCertificate reading() throws CertificateFaultException {
        IssuedCertificate known = reading;
        if (known == null) {
            // The parser wants a whole certificate; nobody takes this placeholder for a signature.
            known = IssuedCertificate.read(SignedCertificate.assemble(this, new byte[] {0}));
            reading = known;
        }
        return known;
    }

    /** SHA-256 of {@link #encoded()}. */
    public Sha256 digest() {
        return encoded.sha256();
    }

    /** Identity of the certificate to come. */
    public CertificateId id() {
        return new CertificateId(input.issuer().digest(), input.serial(), digest());
    }
}
