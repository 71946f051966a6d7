package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.stop.KnownStops;
import io.countersign.cli.stop.LiftFile;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StopWriter;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign lift}. */
@Command(
        name = "lift",
        description = {
            "Lift stops. One officer stops, a quorum lifts: the first to sign names the stops and keeps the lift in a",
            "file (-o), the others sign it there (lift approve FILE), and the last one sends it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign lift 8QzT...Xk4 --reason \"INC7781 closed\" --key alice.key -o lift.json",
            "  countersign lift approve lift.json --key bob.key",
            "",
            "Exit codes: 0 lifted, 1 refused, 4 signed, more officers needed."
        })
public final class LiftCommand implements Callable<Integer> {
    private static final String APPROVE = "approve";

    private final Terminal terminal;

    @Mixin
    private LiftOption lift;

    // Not a subcommand: picocli would ask it for the reason and the file of the command above it.
    @Parameters(
            paramLabel = "DIGEST|approve FILE",
            arity = "1..*",
            description = "Stops, as countersign get stops lists them; or the word approve and the file of a lift.")
    private List<String> words;

    @Option(
            names = "--reason",
            description = "Why, at most 200 characters; logged for ever. The first officer gives it.")
    private String reason;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where a new lift gathers signatures.")
    private Path file;

    public LiftCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(words.get(0).equals(APPROVE) ? this::approve : this::begin);
    }

    private int begin() throws CliException, ProblemException {
        if (reason == null || file == null) {
            throw CliException.usage(
                    "a new lift needs --reason TEXT and -o FILE", "countersign lift --help shows an example");
        }
        List<Sha256> digests = Digests.parse(words);
        new LiftFile(file).requireNew();
        return lift.sign(terminal, file, (trust, known) -> unsigned(trust, known, digests));
    }

    private int approve() throws CliException, ProblemException {
        if (words.size() != 2 || reason != null || file != null) {
            throw CliException.usage(
                    "lift approve takes one file, in which reason and stops stand already",
                    "countersign lift approve FILE --key KEY");
        }
        Path there = Path.of(words.get(1));
        SignedStop before = new LiftFile(there).read();
        return lift.sign(terminal, there, (trust, known) -> before);
    }

    private SignedStop unsigned(TrustDocument trust, KnownStops known, List<Sha256> digests) throws CliException {
        LiftFile.requireKnown(digests, known);
        try {
            return new SignedStop(
                    new StopWriter(trust, terminal.clock(), terminal.random())
                            .lift(digests, reason)
                            .payload(),
                    List.of());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }
}
