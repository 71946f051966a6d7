package io.countersign.x509;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Reads CN and O of a requested subject so that no other reader can see other ones (security 1.3). */
final class SubjectReader {
    private static final int MAX_ORGANIZATIONS = 16;

    private final List<String> commonNames = new ArrayList<>();
    private final List<String> organizations = new ArrayList<>();

    private SubjectReader() {}

    static SubjectReader read(X500Name subject) throws RefusedException {
        SubjectReader reader = new SubjectReader();
        for (RDN rdn : subject.getRDNs()) {
            reader.add(rdn);
        }
        if (reader.organizations.size() > MAX_ORGANIZATIONS) {
            throw new RefusedException(
                    RefusalCode.TOO_MANY_NAMES, reader.organizations.size() + " organizations, at most 16");
        }
        if (reader.organizations.stream().distinct().count() != reader.organizations.size()) {
            throw new RefusedException(RefusalCode.SUBJECT_RDN, "the subject has the same O twice");
        }
        return reader;
    }

    /** Empty when the subject has none; only a profile can say whether that may be. */
    String commonName() {
        return commonNames.isEmpty() ? "" : commonNames.get(0);
    }

    List<String> organizations() {
        return organizations;
    }

    private void add(RDN rdn) throws RefusedException {
        AttributeTypeAndValue[] attributes = rdn.getTypesAndValues();
        ASN1ObjectIdentifier type = attributes[0].getType();
        for (AttributeTypeAndValue attribute : attributes) {
            // Go writes several O into one RDN, OpenSSL one RDN each; an RDN of mixed types hides the second from some
            // readers.
            if (!attribute.getType().equals(type)) {
                throw new RefusedException(RefusalCode.SUBJECT_RDN, "one RDN holds attributes of different types");
            }
        }
        for (AttributeTypeAndValue attribute : attributes) {
            add(type, text(attribute.getValue()));
        }
    }

    private void add(ASN1ObjectIdentifier type, String value) throws RefusedException {
        if (type.equals(BCStyle.CN)) {
            NameGrammar.requireCommonName(value);
            if (!commonNames.isEmpty()) {
                // Go takes the last CN, others the first.
                throw new RefusedException(RefusalCode.SUBJECT_RDN, "the subject has several CNs");
            }
            commonNames.add(value);
        } else if (type.equals(BCStyle.O)) {
            NameGrammar.requireOrganization(value);
            organizations.add(value);
        } else {
            throw new RefusedException(RefusalCode.SUBJECT_ATTRIBUTE, "the subject holds attribute " + type);
        }
    }

    private static String text(ASN1Encodable value) throws RefusedException {
        boolean printable = value instanceof ASN1PrintableString;
        if (!printable && !(value instanceof ASN1UTF8String)) {
            throw new RefusedException(
                    RefusalCode.NAME_CHARACTERS, "a subject value is neither PrintableString nor UTF8String");
        }
        String text = ((ASN1String) value).getString();
        if (printable && !DERPrintableString.isPrintableString(text)) {
            throw new RefusedException(
                    RefusalCode.NAME_CHARACTERS, "a PrintableString holds '" + NameGrammar.escaped(text) + "'");
        }
        return text;
    }
}
