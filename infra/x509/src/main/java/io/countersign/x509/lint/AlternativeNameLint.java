package io.countersign.x509.lint;

import io.countersign.contracts.Names;
import io.countersign.x509.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The SANs are the ordered ones in their fixed order, addresses as octets and never as host names. */
final class AlternativeNameLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2.1.6";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        List<String> found = new ArrayList<>();
        subject.extension(Extension.subjectAlternativeName).ifPresent(value -> {
            for (GeneralName name : GeneralNames.getInstance(value).getNames()) {
                found.add(name.getTagNo() + "=" + text(name));
            }
        });
        Names names = subject.ordered().names();
        List<String> due = new ArrayList<>();
        names.dns().forEach(dns -> due.add(GeneralName.dNSName + "=" + dns));
        names.ips().forEach(ip -> due.add(GeneralName.iPAddress + "=" + ip));
        names.uris().forEach(uri -> due.add(GeneralName.uniformResourceIdentifier + "=" + uri));
        return Lint.unless(found.equals(due), () -> "alternative names " + found);
    }

    private static String text(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName, GeneralName.uniformResourceIdentifier ->
                ASN1IA5String.getInstance(name.getName()).getString();
            case GeneralName.iPAddress ->
                IpAddress.of(ASN1OctetString.getInstance(name.getName()).getOctets())
                        .map(IpAddress::toString)
                        .orElse("malformed");
            default -> "unknown";
        };
    }
}
