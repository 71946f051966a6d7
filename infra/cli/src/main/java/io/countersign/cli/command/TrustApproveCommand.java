package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.stop.EndingStops;
import io.countersign.cli.trust.Proposal;
import io.countersign.orders.MessageType;
import io.countersign.orders.Officers;
import io.countersign.orders.StrictJws;
import io.countersign.orders.Succession;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDiff;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign trust approve}. */
@Command(
        name = "approve",
        description = {
            "Show what a proposal changes against the version in force, and which stops end with officers who leave,",
            "and sign it with your officer key.",
            "A quorum of the officers before and a quorum of those after must sign; then trust publish sends it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign trust approve v8.json --key alice.key",
            "",
            "Exit codes: 0 officers enough have signed, 1 refused, 4 signed, more officers needed."
        })
public final class TrustApproveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Mixin
    private KeyOption key;

    @Parameters(paramLabel = "PROPOSAL", description = "The proposal's file; your signature is added to it.")
    private Path file;

    @Option(names = "--yes", description = "Sign without asking; still shows what changes.")
    private boolean yes;

    public TrustApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::approve);
    }

    private int approve() throws CliException, ProblemException {
        TrustDocument current = trust.current(terminal);
        Proposal proposal = new Proposal(file);
        TrustFile before = proposal.read();
        Instant now = terminal.clock().instant();
        Succession succession = proposal.after(current, now);
        TrustDiff.between(current.content(), succession.content()).lines().forEach(terminal.out()::println);
        EndingStops.lines(current, succession, () -> trust.stops(current, now), now)
                .forEach(terminal.out()::println);
        try (OpenKey open = key.open(terminal)) {
            String person = officer(current.content(), succession.content(), open.kid());
            if (!succession.formerPersons().contains(person)
                    && !succession.ownPersons().contains(person)) {
                new Consent(terminal, yes).ask("officer " + person, "; a proposal that nobody signs changes nothing");
                proposal.save(before.with(StrictJws.sign(MessageType.TRUST, before.payload(), open.key())));
            } else {
                terminal.out().println();
                terminal.out().println(person + " has signed this already");
            }
        }
        Succession after = proposal.after(current, terminal.clock().instant());
        terminal.out().println("signed: " + after.progress());
        if (!after.isComplete()) {
            terminal.out().println("next: another officer runs: countersign trust approve " + file + " --key KEY");
            return ExitCode.WAITING;
        }
        terminal.out().println("next: these are enough; run: countersign trust publish " + file);
        return ExitCode.OK;
    }

    private static String officer(TrustContent before, TrustContent after, String kid) throws CliException {
        return Stream.of(before, after)
                .map(TrustContent::officers)
                .map(Officers::keys)
                .flatMap(List::stream)
                .filter(officer -> officer.key().kid().equals(kid))
                .map(Officers.Officer::person)
                .findFirst()
                .orElseThrow(() -> CliException.failed(
                        "this key is no officer's, neither before nor after the change",
                        "sign with an officer's key; countersign trust show lists them"));
    }
}
