package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Output;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.TrustText;
import io.countersign.orders.TrustContent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign trust show}. */
@Command(
        name = "show",
        description = "Show a version of the trust document: the one in force, the pinned one, or one in a file.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign trust show",
            "  countersign trust show v8.json",
            "  countersign trust show -o yaml > next.yaml"
        })
public final class TrustShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Parameters(
            paramLabel = "VERSION",
            arity = "0..1",
            defaultValue = TrustVersion.CURRENT,
            description = "current (default), pinned, or a file.")
    private String version;

    @Option(
            names = {"-o", "--output"},
            description = "json or yaml: the document's own members, as trust propose --from takes them.")
    private Output output = Output.TABLE;

    public TrustShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::show);
    }

    private int show() throws CliException, ProblemException {
        TrustVersion named = TrustVersion.of(version, trust, terminal);
        TrustContent content = named.content();
        terminal.out()
                .print(
                        output.structured()
                                ? output.format(TrustText.tree(content))
                                : new TrustText(content, terminal.clock().instant()).text(named.standing()));
        return ExitCode.OK;
    }
}
