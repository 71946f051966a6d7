package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.orders.TrustDiff;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign trust diff}. */
@Command(
        name = "diff",
        description =
                "Show what differs between two versions of the trust document, to the last node and profile line.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  countersign trust diff current v8.json", "  countersign trust diff pinned current"})
public final class TrustDiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Parameters(index = "0", paramLabel = "A", description = "current, pinned, or a file.")
    private String former;

    @Parameters(index = "1", paramLabel = "B", description = "current, pinned, or a file.")
    private String next;

    public TrustDiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::diff);
    }

    private int diff() throws CliException, ProblemException {
        TrustDiff diff = TrustDiff.between(
                TrustVersion.of(former, trust, terminal).content(),
                TrustVersion.of(next, trust, terminal).content());
        if (diff.lines().isEmpty()) {
            terminal.err().println("no difference");
        }
        diff.lines().forEach(terminal.out()::println);
        return ExitCode.OK;
    }
}
