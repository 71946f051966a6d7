package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign audit}. */
@Command(
        name = "audit",
        description = "Prove what the log holds, and that nothing in it was changed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign audit verify /var/lib/countersign/log --vkey log.vkeys",
            "  countersign audit receipt EVENT_ID -o certificate.tlog-proof",
            "  countersign audit verify-receipt certificate.tlog-proof --vkey log.vkeys"
        })
public final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: verify, receipt or verify-receipt");
    }
}
