package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign audit verify-receipt}. */
@Command(
        name = "verify-receipt",
        description = "Check offline that a receipt proves its event, with the log's public keys alone.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign audit verify-receipt certificate.tlog-proof --vkey log.vkeys")
public final class AuditVerifyReceiptCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The proof.")
    private Path file;

    @Option(names = "--vkey", required = true, paramLabel = "FILE", description = "The log's public keys, one a line.")
    private Path vkey;

    @Option(
            names = "--leaf",
            paramLabel = "FILE",
            description = "The event's exact bytes; default: the proof's name + .leaf.")
    private Path leaf;

    @Option(names = "--origin", description = "Name of the log; default: that of its first key.")
    private String origin;

    public AuditVerifyReceiptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::verify);
    }

    private int verify() throws CliException {
        ReceiptCheck check = new ReceiptCheck(VkeyFile.read(vkey, origin));
        Path leafFile = leaf == null ? ReceiptCheck.leafBeside(file) : leaf;
        terminal.out().print(check.check(read(file), read(leafFile), null));
        return ExitCode.OK;
    }

    private static byte[] read(Path file) throws CliException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw CliException.failed(
                    "the file " + file + " cannot be read",
                    "fetch both with: countersign audit receipt EVENT_ID -o FILE",
                    e);
        }
    }
}
