package io.countersign.x509.lint;

import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;

/** CA:FALSE, without a path length. */
final class BasicConstraintsLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2.1.9";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        boolean leaf = subject.extension(Extension.basicConstraints)
                .map(BasicConstraints::getInstance)
                .filter(constraints -> !constraints.isCA() && constraints.getPathLenConstraint() == null)
                .isPresent();
        return Lint.unless(leaf, () -> "basicConstraints are not CA:FALSE");
    }
}
