package io.countersign.x509;

import io.countersign.contracts.Names;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Makes a request where the key lives: subject and SANs only, because the profile decides everything else. */
public final class CsrWriter {
    private CsrWriter() {}

    /** DER of a request for these names, signed by this key (RSA, P-256 or P-384). */
    public static byte[] write(KeyPair keys, Names names) throws GeneralSecurityException {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(keys.getPublic());
        try {
            SubjectPublicKeyInfo spki =
                    SubjectPublicKeyInfo.getInstance(Der.decode(keys.getPublic().getEncoded()));
            DERSequence info = new DERSequence(new ASN1Encodable[] {
                new ASN1Integer(0),
                TbsEncoding.subject(names, ""),
                spki,
                new DERTaggedObject(false, 0, new DERSet(attributes(names).toArray(ASN1Encodable[]::new)))
            });
            Signature signing = Signature.getInstance(algorithm.jcaName());
            signing.initSign(keys.getPrivate());
            signing.update(Der.encode(info));
            return Der.encode(new DERSequence(
                    new ASN1Encodable[] {info, algorithm.identifier(), new DERBitString(signing.sign())}));
        } catch (IOException e) {
            throw new IllegalArgumentException("not a key in its usual encoding", e);
        }
    }

    private static List<ASN1Encodable> attributes(Names names) {
        if (!TbsEncoding.hasAlternativeNames(names)) {
            return List.of();
        }
        DERSequence extensions = new DERSequence(
                TbsEncoding.extension(Extension.subjectAlternativeName, false, TbsEncoding.alternativeNames(names)));
        return List.of(new DERSequence(
                new ASN1Encodable[] {PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSet(extensions)}));
    }
}
