package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.RosterEdit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign roster add}. */
@Command(
        name = "add",
        description = "Propose a trust document in which one more key counts.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign roster add --person kim --key-file kim.pub --role approver --cluster demo --until 365d \\",
            "      -o v8.json",
            "  countersign roster add --person connector-demo --kind robot --key-file robot.pub --cluster demo \\",
            "      --until 365d -o v8.json"
        })
public final class RosterAddCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProposalOutput proposal;

    @Option(names = "--person", required = true, description = "Whose key it is; one person may have several keys.")
    private String person;

    @Option(names = "--kind", defaultValue = "human", description = "human (default), robot or system.")
    private String kind;

    @Option(
            names = "--key-file",
            required = true,
            paramLabel = "PUBKEY",
            description = "The public key as PEM, on P-256 or P-384; never the private one.")
    private Path publicKey;

    @Option(names = "--role", description = "approver, revoker or officer; may be repeated. A robot has none.")
    private List<String> roles = List.of();

    @Option(
            names = "--cluster",
            required = true,
            description = "Where it counts; may be repeated, '*' is every cluster. A robot has exactly one.")
    private List<String> clusters;

    @Option(names = "--until", required = true, paramLabel = "TIME", description = "365d, or 2027-01-31.")
    private String until;

    public RosterAddCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::add);
    }

    private int add() throws CliException, ProblemException {
        Instant end = Times.instant(until, terminal);
        proposal.write(
                terminal,
                trust.current(terminal),
                (draft, base) -> new RosterEdit(draft).add(person, kind, publicKey, roles, clusters, end),
                Optional.empty());
        return ExitCode.OK;
    }
}
