package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Names;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** What must be true of a request that was let in, whatever its octets. */
final class Accepted {
    private static final int MOST_NAMES = 50;
    private static final int MOST_GROUPS = 16;

    private Accepted() {}

    static void require(Csr csr, byte[] octets) {
        Names names = csr.names();
        assertThat(csr.der().toArray()).isEqualTo(octets);
        List<String> all = new ArrayList<>(names.organizations());
        all.add(names.commonName());
        all.addAll(names.dns());
        all.addAll(names.uris());
        assertThat(all).allMatch(name -> name.chars().allMatch(c -> c >= ' ' && c <= '~'));
        assertThat(names.organizations()).hasSizeLessThanOrEqualTo(MOST_GROUPS);
        assertThat(names.dns().size() + names.ips().size() + names.uris().size())
                .isLessThanOrEqualTo(MOST_NAMES);
        assertThat(subject(octets)).containsExactlyElementsOf(subject(names));
    }

    private static List<String> subject(Names names) {
        List<String> subject = new ArrayList<>();
        names.organizations().forEach(o -> subject.add("O=" + o));
        if (!names.commonName().isEmpty()) {
            subject.add("CN=" + names.commonName());
        }
        return subject;
    }

    /** Every attribute that stands anywhere in the subject: organizations in their order, then the CN. */
    private static List<String> subject(byte[] octets) {
        List<String> organizations = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            for (RDN rdn : new PKCS10CertificationRequest(octets).getSubject().getRDNs()) {
                for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                    boolean organization = attribute.getType().equals(BCStyle.O);
                    (organization ? organizations : others)
                            .add(BCStyle.INSTANCE.oidToDisplayName(attribute.getType()) + "="
                                    + ((ASN1String) attribute.getValue()).getString());
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        organizations.addAll(others);
        return organizations;
    }
}
