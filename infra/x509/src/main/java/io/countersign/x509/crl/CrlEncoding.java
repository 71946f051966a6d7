package io.countersign.x509.crl;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.RevocationReason;
import io.countersign.x509.DerTime;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** The one encoding of a CRL's to-be-signed bytes (RFC 5280 5.1.2 to 5.3.1). */
final class CrlEncoding {
    /** The value of version 2 (RFC 5280 5.1.2.1). */
    private static final int V2 = 1;

    private CrlEncoding() {}

    static byte[] of(TbsCrl tbs) {
        try {
            ASN1EncodableVector all = new ASN1EncodableVector();
            all.add(new ASN1Integer(V2));
            all.add(tbs.issuer().signatureAlgorithm().identifier());
            all.add(ASN1Primitive.fromByteArray(tbs.issuer().subject()));
            all.add(DerTime.of(tbs.thisUpdate()));
            all.add(DerTime.of(tbs.nextUpdate()));
            if (!tbs.entries().isEmpty()) { // absent, not empty: RFC 5280 5.1.2.6
                ASN1EncodableVector entries = new ASN1EncodableVector();
                for (CrlEntry entry : tbs.entries().values()) {
                    entries.add(entry(entry));
                }
                all.add(new DERSequence(entries));
            }
            all.add(new DERTaggedObject(true, 0, extensions(tbs)));
            return new DERSequence(all).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("values built here encode", e);
        }
    }

    private static DERSequence extensions(TbsCrl tbs) throws IOException {
        AuthorityKeyIdentifier authority =
                new AuthorityKeyIdentifier(tbs.issuer().keyIdentifier().toArray());
        return new DERSequence(new ASN1Encodable[] {
            Extension.create(Extension.authorityKeyIdentifier, false, authority),
            Extension.create(Extension.cRLNumber, false, new ASN1Integer(tbs.number()))
        });
    }

    private static DERSequence entry(CrlEntry entry) throws IOException {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new ASN1Integer(entry.serial().value()));
        parts.add(DerTime.of(entry.at()));
        if (entry.reason() != RevocationReason.UNSPECIFIED) {
            ASN1Enumerated code = new ASN1Enumerated(entry.reason().code());
            parts.add(new DERSequence(Extension.create(Extension.reasonCode, false, code)));
        }
        return new DERSequence(parts);
    }
}
