package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.HttpTileStore;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.LogVerifier;
import io.countersign.tlog.TileStore;
import io.countersign.tlog.VerificationReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign audit verify}. */
@Command(
        name = "verify",
        description = {
            "Verify a whole log: every entry and tile is hashed again and compared with the signed checkpoint.",
            "A directory needs no network, no context file and no trust in whoever wrote it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign audit verify /var/lib/countersign/log --vkey log.vkeys",
            "  countersign audit verify https://audit:8444 --vkey log.vkeys",
            "",
            "Exit codes: 0 sound, 1 something is wrong; every fault is named with its place."
        })
public final class AuditVerifyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(paramLabel = "DIR_OR_URL", description = "The log's directory, or the audit-service's address.")
    private String log;

    @Option(names = "--vkey", required = true, paramLabel = "FILE", description = "The log's public keys, one a line.")
    private Path vkey;

    @Option(names = "--origin", description = "Name of the log; default: that of its first key.")
    private String origin;

    public AuditVerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::verify);
    }

    private int verify() throws CliException, ProblemException {
        CheckpointVerifier checkpoints = VkeyFile.read(vkey, origin);
        VerificationReport report;
        try {
            report = new LogVerifier(checkpoints).verify(store());
        } catch (IOException e) {
            throw CliException.failed("the log cannot be read: " + e.getMessage(), "check the directory or address", e);
        }
        if (!report.isSound()) {
            terminal.out().println("NOT SOUND: " + log);
            report.findings().forEach(finding -> terminal.out().println("  " + finding));
            return ExitCode.FAILED;
        }
        Checkpoint checkpoint = report.checkpoint().orElseThrow();
        terminal.out().println("sound: " + checkpoint.size() + " entries of " + checkpoint.origin());
        terminal.out().println("root: " + checkpoint.root());
        checkpoints.keys().forEach(key -> terminal.out().println("signed by: " + key.name() + " (" + key.type() + ")"));
        if (report.unsignedEntries() > 0) {
            terminal.out().println("behind the checkpoint, not signed for yet: " + report.unsignedEntries());
        }
        return ExitCode.OK;
    }

    private TileStore store() throws CliException {
        if (log.startsWith("https://")) {
            return new HttpTileStore(
                    new RestClient(URI.create(log), context.read().identity()));
        }
        if (!Files.isDirectory(Path.of(log))) {
            throw CliException.failed("there is no directory " + log, "name the log's directory or an https address");
        }
        return new FileTileStore(Path.of(log));
    }
}
