package io.countersign.x509.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Exactly the profile's purposes, never anyExtendedKeyUsage. */
final class ExtendedKeyUsageLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2.1.12";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        Optional<List<KeyPurposeId>> found = subject.extension(Extension.extendedKeyUsage)
                .map(usage -> Arrays.asList(ExtendedKeyUsage.getInstance(usage).getUsages()));
        return Lint.unless(
                found.equals(Optional.of(subject.ordered().profile().purposes())), () -> "extended key usage " + found);
    }
}
