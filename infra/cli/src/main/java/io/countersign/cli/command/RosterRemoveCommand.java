package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.RosterEdit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign roster remove}. */
@Command(
        name = "remove",
        description = {
            "Propose a trust document without a person, or without one key.",
            "Until it is in force the signatures still count: to stop them at once, countersign suspend PERSON."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign roster remove --person chen -o v8.json")
public final class RosterRemoveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProposalOutput proposal;

    @Option(names = "--person", required = true, description = "A person with all keys, or the kid of one key.")
    private String person;

    public RosterRemoveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::remove);
    }

    private int remove() throws CliException, ProblemException {
        proposal.write(
                terminal,
                trust.current(terminal),
                (draft, base) -> new RosterEdit(draft).remove(person),
                Optional.empty());
        return ExitCode.OK;
    }
}
