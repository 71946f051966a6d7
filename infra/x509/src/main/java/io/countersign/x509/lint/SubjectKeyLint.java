package io.countersign.x509.lint;

import io.countersign.contracts.Bytes;
import java.io.IOException;
import java.util.Optional;

/** The key is the requester's own and not the issuer's. */
final class SubjectKeyLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.7, kubernetes-pki 7.2";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        try {
            Bytes found = Bytes.of(subject.tbs().getSubjectPublicKeyInfo().getEncoded());
            if (!found.equals(subject.ordered().spki())) {
                return Optional.of("another key than ordered");
            }
            return Lint.unless(
                    !found.sha256().equals(subject.ordered().issuer().keyDigest()), () -> "the issuer's own key");
        } catch (IOException e) {
            return Optional.of("the key does not encode: " + e.getMessage());
        }
    }
}
