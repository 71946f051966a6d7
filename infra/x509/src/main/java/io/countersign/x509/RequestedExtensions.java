package io.countersign.x509;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * The extensions a request asks for. Only four kinds are read, each at most once: where a request says something twice, readers
 * disagree on which one counts (security 1.3).
 */
final class RequestedExtensions {
    private static final Set<ASN1ObjectIdentifier> ACCEPTED = Set.of(
            Extension.subjectAlternativeName,
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.basicConstraints);

    private static final int LEAF_USAGES = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;

    private static final int MAX_USAGE_OCTETS = 2;

    private final Map<ASN1ObjectIdentifier, ASN1Primitive> values = new HashMap<>();

    private RequestedExtensions() {}

    static RequestedExtensions read(ASN1Set attributes) throws RefusedException {
        RequestedExtensions extensions = new RequestedExtensions();
        if (attributes == null || attributes.size() == 0) {
            return extensions;
        }
        for (ASN1Encodable each : attributes) {
            ASN1ObjectIdentifier type = Attribute.getInstance(each).getAttrType();
            if (!type.equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
                throw new RefusedException(RefusalCode.CSR_ATTRIBUTE, "attribute " + type);
            }
        }
        if (attributes.size() > 1) {
            throw new RefusedException(RefusalCode.CSR_ATTRIBUTE, "extensionRequest is there twice");
        }
        ASN1Set requests = Attribute.getInstance(attributes.getObjectAt(0)).getAttrValues();
        if (requests.size() != 1) {
            throw new RefusedException(
                    RefusalCode.CSR_ATTRIBUTE, "extensionRequest has " + requests.size() + " values instead of one");
        }
        for (ASN1Encodable extension : ASN1Sequence.getInstance(requests.getObjectAt(0))) {
            extensions.add(ASN1Sequence.getInstance(extension));
        }
        extensions.requireLeaf();
        return extensions;
    }

    SanReader alternativeNames() throws RefusedException {
        ASN1Primitive san = values.get(Extension.subjectAlternativeName);
        return san == null
                ? SanReader.none()
                : SanReader.read(GeneralNames.getInstance(san).getNames());
    }

    /** Whether the request asks for keyEncipherment, which only RSA keys get. */
    boolean asksForKeyEncipherment() {
        ASN1Primitive usage = values.get(Extension.keyUsage);
        return usage != null && (bits(usage) & KeyUsage.keyEncipherment) != 0;
    }

    /** The requested extended usages as OIDs in text form. */
    Set<String> purposes() {
        Set<String> purposes = new TreeSet<>();
        ASN1Primitive usages = values.get(Extension.extendedKeyUsage);
        if (usages != null) {
            for (ASN1Encodable purpose : ASN1Sequence.getInstance(usages)) {
                purposes.add(KeyPurposeId.getInstance(purpose).getId());
            }
        }
        return purposes;
    }

    private void add(ASN1Sequence extension) throws RefusedException {
        ASN1ObjectIdentifier type = ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0));
        if (!ACCEPTED.contains(type)) {
            throw new RefusedException(RefusalCode.CSR_EXTENSION, "extension " + type);
        }
        // DER leaves a DEFAULT value out (X.690 11.5): an explicit FALSE is a second spelling.
        boolean marked = extension.size() == 3
                && ASN1Boolean.getInstance(extension.getObjectAt(1)).isTrue();
        boolean sound = extension.size() == 2 || marked;
        if (!sound) {
            throw new RefusedException(RefusalCode.CSR_NOT_DER, "extension " + type + " is not in DER form");
        }
        byte[] octets = ASN1OctetString.getInstance(extension.getObjectAt(extension.size() - 1))
                .getOctets();
        try {
            if (values.putIfAbsent(type, Der.decode(octets)) != null) {
                throw new RefusedException(RefusalCode.CSR_EXTENSION, "extension " + type + " is there twice");
            }
        } catch (IOException e) {
            throw new RefusedException(RefusalCode.CSR_NOT_DER, "extension " + type + ": " + e.getMessage(), e);
        }
    }

    private void requireLeaf() throws RefusedException {
        ASN1Primitive constraints = values.get(Extension.basicConstraints);
        if (constraints != null) {
            BasicConstraints asked = BasicConstraints.getInstance(constraints);
            if (asked.isCA() || asked.getPathLenConstraint() != null) {
                throw new RefusedException(
                        RefusalCode.CA_REQUESTED, "basicConstraints asks for CA:TRUE or a path length");
            }
            // An explicit FALSE is a second spelling (X.690 11.5).
            requireSpelling("basicConstraints", constraints, new BasicConstraints(false));
        }
        ASN1Primitive usage = values.get(Extension.keyUsage);
        if (usage != null) {
            // KeyUsage names nine bits (RFC 5280 4.2.1.3); intValue() would quietly leave out what stands behind the
            // fourth octet.
            if (ASN1BitString.getInstance(usage).getBytes().length > MAX_USAGE_OCTETS) {
                throw new RefusedException(RefusalCode.USAGE_NOT_ALLOWED, "keyUsage names bits that have no meaning");
            }
            int bits = bits(usage);
            if ((bits & (KeyUsage.keyCertSign | KeyUsage.cRLSign)) != 0) {
                throw new RefusedException(RefusalCode.CA_REQUESTED, "keyUsage asks for keyCertSign or cRLSign");
            }
            if ((bits & ~LEAF_USAGES) != 0) {
                throw new RefusedException(
                        RefusalCode.USAGE_NOT_ALLOWED, "keyUsage asks for more than signature and key encipherment");
            }
            // Trailing zero bits are a second spelling (X.690 11.2.2).
            requireSpelling("keyUsage", usage, new KeyUsage(bits));
        }
        requirePurposes();
    }

    /** RFC 5280 4.2.1.12: one purpose at least; and, as everywhere here, nothing twice. */
    private void requirePurposes() throws RefusedException {
        ASN1Primitive purposes = values.get(Extension.extendedKeyUsage);
        if (purposes != null) {
            int asked = ASN1Sequence.getInstance(purposes).size();
            if (asked == 0 || purposes().size() != asked) {
                throw new RefusedException(
                        RefusalCode.CSR_EXTENSION, "the extendedKeyUsage is empty or names a purpose twice");
            }
        }
    }

    private static void requireSpelling(String what, ASN1Primitive found, ASN1Encodable due) throws RefusedException {
        try {
            if (!Arrays.equals(Der.encode(found), Der.encode(due))) {
                throw new RefusedException(RefusalCode.CSR_NOT_DER, what + " is not in DER form");
            }
        } catch (IOException e) {
            throw new IllegalStateException("values that were decoded encode", e);
        }
    }

    private static int bits(ASN1Primitive usage) {
        return ASN1BitString.getInstance(usage).intValue();
    }
}
