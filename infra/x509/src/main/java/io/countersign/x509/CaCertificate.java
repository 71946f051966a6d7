package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.key.Verifier;
import java.io.IOException;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The to-be-signed bytes of a self-signed CA, for the ceremony alone. With cRLSign, which kubeadm's own CAs lack, and without a
 * place for further CAs below it (kubernetes-pki 1.4 and 7.1).
 *
 * @param tbs the DER to sign
 * @param algorithm follows from the key
 */
public record CaCertificate(Bytes tbs, SignatureAlgorithm algorithm) {

    /**
     * The bytes for this name and key.
     *
     * @param commonName a label; kubeadm calls its CAs {@code kubernetes}, {@code etcd-ca}, {@code front-proxy-ca}
     * @param spki DER of the CA's public key
     */
    public static CaCertificate tbs(
            String commonName, Bytes spki, SerialNumber serial, Instant notBefore, Instant notAfter) {
        try {
            SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(Der.decode(spki.toArray()));
            SignatureAlgorithm algorithm = algorithm(key, spki);
            ASN1Primitive name = TbsEncoding.subject(Names.subject(commonName), "");
            DERSequence extensions = new DERSequence(new ASN1Encodable[] {
                TbsEncoding.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
                TbsEncoding.extension(Extension.basicConstraints, true, new BasicConstraints(0)),
                TbsEncoding.extension(
                        Extension.subjectKeyIdentifier, false, new DEROctetString(TbsEncoding.keyIdentifier(key)))
            });
            DERSequence tbs = new DERSequence(new ASN1Encodable[] {
                new DERTaggedObject(true, 0, new ASN1Integer(2)),
                new ASN1Integer(serial.value()),
                algorithm.identifier(),
                name,
                TbsEncoding.validity(notBefore, notAfter),
                name,
                key,
                new DERTaggedObject(true, 3, extensions)
            });
            return new CaCertificate(Bytes.of(Der.encode(tbs)), algorithm);
        } catch (IOException | InvalidKeySpecException e) {
            throw new IllegalArgumentException("not a public key of a CA", e);
        }
    }

    /** The finished certificate's DER. */
    public byte[] signed(byte[] signature) {
        return SignedCertificate.assemble(tbs.toArray(), algorithm, signature);
    }

    private static SignatureAlgorithm algorithm(SubjectPublicKeyInfo key, Bytes spki) throws InvalidKeySpecException {
        boolean rsa =
                PKCSObjectIdentifiers.rsaEncryption.equals(key.getAlgorithm().getAlgorithm());
        return SignatureAlgorithm.of(Verifier.publicKey(rsa ? "RSA" : "EC", spki.toArray()));
    }
}
