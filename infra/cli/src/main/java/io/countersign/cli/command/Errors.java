package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.CardFailedException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.contracts.RefusalCode;

/** Shows how a command failed, in one form: what, and what to do next. */
final class Errors {
    private final Terminal terminal;

    Errors(Terminal terminal) {
        this.terminal = terminal;
    }

    int guard(Call call) {
        try {
            return call.run();
        } catch (CliException e) {
            return show(e.exitCode(), e.getMessage(), e.next());
        } catch (CardFailedException e) {
            return show(ExitCode.FAILED, e.getMessage(), e.next());
        } catch (ProblemException e) {
            String remedy = e.remedy().isEmpty()
                    ? RefusalCode.of(e.code()).map(RefusalCode::remedy).orElse("countersign explain lists every code")
                    : e.remedy();
            return show(ExitCode.FAILED, e.getMessage(), remedy);
        }
    }

    private int show(int exitCode, String what, String next) {
        terminal.err().println("error: " + what);
        terminal.err().println("what to do: " + next);
        return exitCode;
    }
}
