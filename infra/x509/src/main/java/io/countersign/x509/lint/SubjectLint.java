package io.countersign.x509.lint;

import io.countersign.contracts.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** One RDN per value, O before OU before CN, in the narrowest string type: no reader can see other groups than the ordered ones. */
final class SubjectLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.6, kubernetes-pki 5.1";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        List<String> found = new ArrayList<>();
        for (RDN rdn : subject.tbs().getSubject().getRDNs()) {
            if (rdn.isMultiValued()) {
                return Optional.of("an RDN with several values");
            }
            AttributeTypeAndValue attribute = rdn.getFirst();
            if (!isNarrowest(attribute.getValue())) {
                return Optional.of("a subject value in the wrong string type");
            }
            found.add(line(attribute.getType(), ((ASN1String) attribute.getValue()).getString()));
        }
        return Lint.unless(found.equals(due(subject)), () -> "the subject reads " + found);
    }

    private static List<String> due(LintSubject subject) {
        Names names = subject.ordered().names();
        List<String> due = new ArrayList<>();
        names.organizations().forEach(o -> due.add(line(BCStyle.O, o)));
        String unit = subject.ordered().profile().organizationalUnit();
        if (!unit.isEmpty()) {
            due.add(line(BCStyle.OU, unit));
        }
        due.add(line(BCStyle.CN, names.commonName()));
        return due;
    }

    private static String line(ASN1ObjectIdentifier type, String value) {
        return type + "=" + value;
    }

    private static boolean isNarrowest(ASN1Encodable value) {
        if (value instanceof ASN1PrintableString printable) {
            return DERPrintableString.isPrintableString(printable.getString());
        }
        return value instanceof ASN1UTF8String utf8 && !DERPrintableString.isPrintableString(utf8.getString());
    }
}
