package io.countersign.x509;

import io.countersign.contracts.Names;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The pieces of a TBSCertificate, each with exactly one encoding (RFC 5280 4.1). */
final class TbsEncoding {
    /** Octets of a key identifier, as many as the SHA-1 of old had, so that nobody's parser is surprised (RFC 7093 2). */
    private static final int KEY_IDENTIFIER = 20;

    private TbsEncoding() {}

    /** O values in order, then OU, then CN; one RDN each (Go and Kubernetes write this order too). */
    static ASN1Primitive subject(Names names, String organizationalUnit) {
        ASN1EncodableVector rdns = new ASN1EncodableVector();
        names.organizations().forEach(o -> rdns.add(rdn(BCStyle.O, o)));
        if (!organizationalUnit.isEmpty()) {
            rdns.add(rdn(BCStyle.OU, organizationalUnit));
        }
        rdns.add(rdn(BCStyle.CN, names.commonName()));
        return new DERSequence(rdns);
    }

    static ASN1Primitive validity(Instant notBefore, Instant notAfter) {
        return new DERSequence(new ASN1Encodable[] {DerTime.of(notBefore), DerTime.of(notAfter)});
    }

    /** DNS names, addresses, URIs; each kind in the order of {@link Names}. */
    static ASN1Primitive alternativeNames(Names names) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        names.dns().forEach(dns -> all.add(implicit(GeneralName.dNSName, new DERIA5String(dns))));
        names.ips().forEach(ip -> all.add(implicit(GeneralName.iPAddress, new DEROctetString(address(ip)))));
        names.uris().forEach(uri -> all.add(implicit(GeneralName.uniformResourceIdentifier, new DERIA5String(uri))));
        return new DERSequence(all);
    }

    static boolean hasAlternativeNames(Names names) {
        return !names.dns().isEmpty() || !names.ips().isEmpty() || !names.uris().isEmpty();
    }

    static ASN1Primitive extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(type, critical, new DEROctetString(Der.encode(value))).toASN1Primitive();
        } catch (IOException e) {
            throw new IllegalStateException("values built here encode", e);
        }
    }

    /** Leftmost 160 bits of the SHA-256 of the key's bits (RFC 7093 2, method 1). */
    static byte[] keyIdentifier(SubjectPublicKeyInfo spki) {
        byte[] bits = spki.getPublicKeyData().getBytes();
        return Arrays.copyOf(Sha256.of(bits).octets(), KEY_IDENTIFIER);
    }

    private static ASN1Primitive rdn(ASN1ObjectIdentifier type, String value) {
        ASN1Encodable text =
                DERPrintableString.isPrintableString(value) ? new DERPrintableString(value) : new DERUTF8String(value);
        return new DERSet(new DERSequence(new ASN1Encodable[] {type, text}));
    }

    private static ASN1Primitive implicit(int tag, ASN1Encodable value) {
        return new DERTaggedObject(false, tag, value);
    }

    private static byte[] address(String ip) {
        return IpAddress.parse(ip)
                .orElseThrow(() -> new IllegalArgumentException("not an IP address: " + ip))
                .octets();
    }
}
