package io.countersign.x509;

import io.countersign.x509.key.Verifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Writes requests that no honest tool would write, with a valid signature over them unless told otherwise. */
public final class CsrForge {
    private final KeyPair keys;
    private final List<ASN1Encodable> rdns = new ArrayList<>();
    private final List<ASN1Encodable> attributes = new ArrayList<>();
    private final List<ASN1Encodable> extensions = new ArrayList<>();
    private ASN1Encodable spki;
    private int version;
    private String signature;
    private AlgorithmIdentifier algorithm;

    private CsrForge(KeyPair keys) {
        this.keys = keys;
        this.spki = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        SignatureAlgorithm usual = keys.getPublic().getAlgorithm().equals("RSA")
                ? SignatureAlgorithm.SHA256_RSA
                : SignatureAlgorithm.SHA256_ECDSA;
        this.signature = usual.jcaName();
        this.algorithm = usual.identifier();
    }

    public static CsrForge p256() {
        return new CsrForge(TestKeys.p256());
    }

    public static CsrForge with(KeyPair keys) {
        return new CsrForge(keys);
    }

    public CsrForge cn(String value) {
        return rdn(value(BCStyle.CN, text(value)));
    }

    public CsrForge o(String value) {
        return rdn(value(BCStyle.O, text(value)));
    }

    /** In the type an honest tool takes. */
    private static ASN1Encodable text(String value) {
        return DERPrintableString.isPrintableString(value) ? new DERPrintableString(value) : new DERUTF8String(value);
    }

    /** One RDN of these attributes. */
    public CsrForge rdn(ASN1Encodable... values) {
        rdns.add(new DERSet(values));
        return this;
    }

    public static ASN1Encodable value(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, value});
    }

    public CsrForge san(GeneralName... names) {
        return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }

    public CsrForge dns(String name) {
        return san(new GeneralName(GeneralName.dNSName, name));
    }

    public CsrForge extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return rawExtension(new Extension(type, critical, new DEROctetString(value)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public CsrForge rawExtension(ASN1Encodable extension) {
        extensions.add(extension);
        return this;
    }

    public CsrForge attribute(ASN1ObjectIdentifier type, ASN1Encodable... values) {
        attributes.add(new DERSequence(new ASN1Encodable[] {type, new DERSet(values)}));
        return this;
    }

    public CsrForge spki(ASN1Encodable value) {
        this.spki = value;
        return this;
    }

    public CsrForge version(int value) {
        this.version = value;
        return this;
    }

    public CsrForge signedWith(String jcaName, AlgorithmIdentifier identifier) {
        this.signature = jcaName;
        this.algorithm = identifier;
        return this;
    }

    public byte[] info() {
        List<ASN1Encodable> all = new ArrayList<>(attributes);
        if (!extensions.isEmpty()) {
            all.add(new DERSequence(new ASN1Encodable[] {
                PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                new DERSet(new DERSequence(extensions.toArray(ASN1Encodable[]::new)))
            }));
        }
        return encoded(new DERSequence(new ASN1Encodable[] {
            new ASN1Integer(version),
            new DERSequence(rdns.toArray(ASN1Encodable[]::new)),
            spki,
            new DERTaggedObject(false, 0, new DERSet(all.toArray(ASN1Encodable[]::new)))
        }));
    }

    public byte[] der() {
        return signed(info());
    }

    /** Signs any octets as if they were a request's information. */
    public byte[] signed(byte[] info) {
        try {
            // The fast provider where it knows the algorithm: whole corpora are signed.
            Provider fast = Verifier.provider(keys.getPublic().getAlgorithm());
            Signature signing = fast.getService("Signature", signature) == null
                    ? Signature.getInstance(signature)
                    : Signature.getInstance(signature, fast);
            signing.initSign(keys.getPrivate());
            signing.update(info);
            byte[] algorithmDer = encoded(algorithm);
            byte[] signatureDer = encoded(new DERBitString(signing.sign()));
            int length = info.length + algorithmDer.length + signatureDer.length;
            byte[] head = head(length);
            return ByteBuffer.allocate(head.length + length)
                    .put(head)
                    .put(info)
                    .put(algorithmDer)
                    .put(signatureDer)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] encoded(ASN1Encodable value) {
        try {
            return Der.encode(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Tag and length of a SEQUENCE; the mutated information inside need not be ASN.1 for it. */
    private static byte[] head(int length) {
        if (length < 0x80) {
            return new byte[] {0x30, (byte) length};
        }
        return length < 0x100
                ? new byte[] {0x30, (byte) 0x81, (byte) length}
                : new byte[] {0x30, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
}
