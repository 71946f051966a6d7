package io.countersign.x509.lint;

import java.util.Optional;

/** Version 3 always: some readers take a version 1 certificate, which has no basicConstraints, for a CA. */
final class VersionLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.1";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        return Lint.unless(
                subject.tbs().getVersionNumber() == 3,
                () -> "version " + subject.tbs().getVersionNumber());
    }
}
