package io.countersign.x509.lint;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.util.List;
import java.util.Optional;

/** Looks once more at bytes that are about to be signed; the last software to do so. */
public final class Lints {
    static final List<Lint> ALL = List.of(
            new EncodingLint(),
            new VersionLint(),
            new SerialNumberLint(),
            new SignatureAlgorithmLint(),
            new IssuerNameLint(),
            new ValidityLint(),
            new SubjectLint(),
            new SubjectKeyLint(),
            new ExtensionSetLint(),
            new KeyUsageLint(),
            new ExtendedKeyUsageLint(),
            new BasicConstraintsLint(),
            new KeyIdentifierLint(),
            new AlternativeNameLint(),
            new SecondParserLint());

    private Lints() {}

    /** Throws with code {@code lint-failed} naming the first rule broken and its source. */
    public static void check(TbsCertificate tbs) throws RefusedException {
        Optional<String> fault = firstFault(tbs.encoded(), tbs.input(), tbs::reading);
        if (fault.isPresent()) {
            throw new RefusedException(RefusalCode.LINT_FAILED, fault.get());
        }
    }

    static Optional<String> firstFault(byte[] encoded, TbsInput ordered, LintSubject.Reading reading) {
        try {
            LintSubject subject = new LintSubject(encoded, ordered, reading);
            for (Lint lint : ALL) {
                Optional<String> fault = lint.fault(subject);
                if (fault.isPresent()) {
                    return fault.map(text -> lint.getClass().getSimpleName() + " (" + lint.source() + "): " + text);
                }
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            // Bouncy Castle and the JDK report a value of the wrong type this way: no certificate is lint enough.
            return Optional.of("not a TBSCertificate: " + e.getMessage());
        }
    }
}
