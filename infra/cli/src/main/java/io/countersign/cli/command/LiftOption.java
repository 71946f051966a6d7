package io.countersign.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.stop.KnownStops;
import io.countersign.cli.stop.LiftFile;
import io.countersign.cli.stop.Officer;
import io.countersign.cli.stop.SpoolFolder;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.orders.SignedStop;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What both lift commands take, and how a lift is signed and sent. */
final class LiftOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ContextOption context;

    @Mixin
    private KeyOption key;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description = "A signer's spool: known stops are read there, the complete lift is written there, and no "
                    + "registry is contacted.")
    private Path spool;

    @Option(names = "--yes", description = "Sign without asking; still shows what is lifted.")
    private boolean yes;

    /** What there is to sign, once the trust document and the stops are known. */
    interface Source {
        SignedStop of(TrustDocument trust, KnownStops known) throws CliException;
    }

    int sign(Terminal terminal, Path file, Source source) throws CliException, ProblemException {
        Context read = context.read(command);
        TrustVersions versions = new TrustVersions(read, terminal);
        TrustDocument trust = spool == null ? versions.current(Clients.registry(read)) : versions.remembered();
        KnownStops known = spool == null
                ? KnownStops.of(Clients.registry(read), trust, terminal.clock().instant())
                : new KnownStops(
                        trust, new SpoolFolder(spool).read(), terminal.clock().instant());
        SignedStop before = source.of(trust, known);
        LiftFile.Progress progress;
        try (OpenKey open = key.open(terminal)) {
            Officer officer = new Officer(terminal, trust, open.key(), new Consent(terminal, yes));
            progress = new LiftFile(file).sign(before, officer, trust, known, terminal);
        }
        terminal.out().println(progress.said());
        if (!progress.complete()) {
            terminal.out().println("next: another officer runs: countersign lift approve " + file + " --key KEY");
            return ExitCode.WAITING;
        }
        deliver(terminal, read, progress.lift());
        return ExitCode.OK;
    }

    private void deliver(Terminal terminal, Context read, SignedStop lift) throws CliException, ProblemException {
        if (spool != null) {
            terminal.out().println("written: " + new SpoolFolder(spool).write(lift));
            terminal.out().println("next: put the file into the spool of every signer; the registry was not told");
            return;
        }
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("payload", lift.payload());
        body.set("approvals", Json.TOLERANT.valueToTree(lift.approvals()));
        Clients.registry(read).post("/v1/stops", body);
        terminal.out().println("lifted");
    }
}
