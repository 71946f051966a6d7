package io.countersign.x509.lint;

import io.countersign.contracts.Names;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.TbsInput;
import java.util.List;
import java.util.Optional;

/** The JDK's parser, which shares no code with the builder, reads the ordered names, times and key. */
final class SecondParserLint implements Lint {
    @Override
    public String source() {
        return "security 1.3";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        TbsInput ordered = subject.ordered();
        String unit = ordered.profile().organizationalUnit();
        List<String> units = unit.isEmpty() ? List.of() : List.of(unit);
        try {
            IssuedCertificate read = subject.reading();
            Names names = read.names();
            boolean same = names.equals(ordered.names())
                    && read.organizationalUnits().equals(units)
                    && read.serial().equals(ordered.serial())
                    && read.notBefore().equals(ordered.notBefore())
                    && read.notAfter().equals(ordered.notAfter())
                    && read.key().equals(ordered.spki().sha256())
                    && !read.authority();
            return Lint.unless(same, () -> "the JDK reads " + names + " and serial " + read.serial());
        } catch (CertificateFaultException e) {
            return Optional.of("the JDK cannot read it: " + e.getMessage());
        }
    }
}
