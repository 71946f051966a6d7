package io.countersign.x509.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/** Exactly the known extensions, each once, in their fixed order and criticality: verifiers must refuse critical ones they do not know. */
final class ExtensionSetLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        Extensions extensions = subject.tbs().getExtensions();
        if (extensions == null) {
            return Optional.of("no extensions");
        }
        List<ASN1ObjectIdentifier> due = new ArrayList<>(ALWAYS);
        if (subject.hasAlternativeNames()) {
            due.add(Extension.subjectAlternativeName);
        }
        if (!due.equals(Arrays.asList(extensions.getExtensionOIDs()))) {
            return Optional.of("extensions " + Arrays.toString(extensions.getExtensionOIDs()));
        }
        return Lint.unless(
                CRITICAL.equals(Arrays.asList(extensions.getCriticalExtensionOIDs())),
                () -> "critical extensions " + Arrays.toString(extensions.getCriticalExtensionOIDs()));
    }

    private static final List<ASN1ObjectIdentifier> ALWAYS = List.of(
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.basicConstraints,
            Extension.subjectKeyIdentifier,
            Extension.authorityKeyIdentifier);
    private static final List<ASN1ObjectIdentifier> CRITICAL = List.of(Extension.keyUsage, Extension.basicConstraints);
}
