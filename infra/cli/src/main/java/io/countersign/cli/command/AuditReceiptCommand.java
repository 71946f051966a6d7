package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.orders.LogTrust;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign audit receipt}. */
@Command(
        name = "receipt",
        description = {
            "Fetch the proof that the log holds an event, and the event itself; both are checked before they are kept.",
            "The proof goes to FILE, the event's exact bytes to FILE.leaf."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign audit receipt Yx3k...A1c -o certificate.tlog-proof")
public final class AuditReceiptCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(paramLabel = "EVENT_ID", description = "Event id; countersign describe certificate shows it.")
    private String event;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where the proof goes.")
    private Path file;

    public AuditReceiptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::fetch);
    }

    private int fetch() throws CliException, ProblemException {
        Context read = context.read();
        LogTrust log = new TrustVersions(read, terminal).remembered().log();
        RestClient audit = Clients.audit(read);
        String wanted = Ids.of("event", event);
        String id = RestClient.segment(wanted);
        byte[] proof = audit.bytes("/v1/receipts/" + id, "*/*");
        byte[] leaf = audit.bytes("/v1/events/" + id, "*/*");
        ReceiptCheck check = new ReceiptCheck(new CheckpointVerifier(
                log.origin(), log.keys().stream().map(VerifierKey::parse).toList()));
        String told = check.check(proof, leaf, wanted);
        Path leafFile = ReceiptCheck.leafBeside(file);
        try {
            Files.write(file, proof);
            Files.write(leafFile, leaf);
        } catch (IOException e) {
            throw CliException.failed("the receipt cannot be written: " + e, "choose another file with -o", e);
        }
        terminal.out().print(told);
        terminal.out().println("written: " + file + " and " + leafFile);
        return ExitCode.OK;
    }
}
