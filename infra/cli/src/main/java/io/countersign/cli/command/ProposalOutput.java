package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.trust.Proposal;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDiff;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a proposal goes, and what is said about it; the same for every command that makes one. */
final class ProposalOutput {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "PROPOSAL",
            description = "File of the proposal. If it holds one that nobody has signed, this change is added to it.")
    private Path file;

    void write(Terminal terminal, TrustDocument current, Proposal.Change change, Optional<Duration> life)
            throws CliException {
        TrustContent next =
                new Proposal(file).write(current, change, life, terminal.clock().instant());
        say(terminal, current, next);
    }

    /** For a proposal made as a whole. */
    void replace(Terminal terminal, TrustDocument current, TrustContent next) throws CliException {
        new Proposal(file).save(TrustFile.of(next));
        say(terminal, current, next);
    }

    private void say(Terminal terminal, TrustDocument current, TrustContent next) {
        TrustDiff.between(current.content(), next).lines().forEach(terminal.out()::println);
        terminal.out().println();
        terminal.out()
                .println("proposed: version " + next.version() + " in " + file
                        + ", signed by nobody yet, in force nowhere");
        terminal.out()
                .println("next: " + current.content().officers().threshold()
                        + " officers run, one after another: countersign trust approve " + file + " --key KEY");
    }
}
