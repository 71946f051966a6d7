package io.countersign.x509.lint;

import java.util.Optional;
import java.util.function.Supplier;

/** One rule about certificates, looked up in the bytes themselves and not in what they were made of. */
interface Lint {
    /** Where the rule stands. */
    String source();

    /** What breaks the rule, if anything does. May throw {@link RuntimeException} for bytes of another shape. */
    Optional<String> fault(LintSubject subject);

    static Optional<String> unless(boolean holds, Supplier<String> fault) {
        return holds ? Optional.empty() : Optional.of(fault.get());
    }
}
