package io.countersign.x509.lint;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The issuer's name is its subject byte for byte: Go and OpenSSL chain on bytes, not on meaning. */
final class IssuerNameLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.4";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        try {
            byte[] found = subject.tbs().getIssuer().getEncoded();
            return Lint.unless(Arrays.equals(found, subject.ordered().issuer().subject()), () -> "another issuer name");
        } catch (IOException e) {
            return Optional.of("the issuer name does not encode: " + e.getMessage());
        }
    }
}
