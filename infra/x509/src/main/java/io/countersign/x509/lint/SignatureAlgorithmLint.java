package io.countersign.x509.lint;

import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The algorithm is the one of the issuer's key, never SHA-1, and will equal the outer one. */
final class SignatureAlgorithmLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.3, 4.1.1.2";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        AlgorithmIdentifier due =
                subject.ordered().issuer().signatureAlgorithm().identifier();
        AlgorithmIdentifier found = subject.tbs().getSignature();
        return Lint.unless(found.equals(due), () -> "signature algorithm " + found.getAlgorithm());
    }
}
