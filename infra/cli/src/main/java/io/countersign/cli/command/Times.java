package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Span;
import io.countersign.cli.Terminal;
import java.time.Instant;

/** Points in time on the command line. */
final class Times {
    private Times() {}

    static Instant instant(String text, Terminal terminal) throws CliException {
        try {
            return Span.instant(text, terminal.clock().instant());
        } catch (IllegalArgumentException e) {
            throw CliException.usage(e.getMessage(), "countersign COMMAND --help shows examples");
        }
    }
}
