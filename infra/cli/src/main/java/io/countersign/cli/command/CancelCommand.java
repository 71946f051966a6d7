package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.contracts.Sha256;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign cancel}. */
@Command(
        name = "cancel",
        description = {
            "Make an approved order or a standing grant void, for example of a node that was taken down.",
            "One officer suffices; a quorum lifts it."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign cancel grant/8QzT...Xk4 --reason \"cp-3 is gone\" --key alice.key",
            "  countersign cancel $(countersign get grants --lineage demo/etcd-peer/cp-3 -o name) \\",
            "      --reason \"cp-3 is gone\" --key alice.key"
        })
public final class CancelCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StopOption stop;

    @Parameters(
            paramLabel = "DIGEST",
            description = "Digest of the order (describe request, approve) or of the grant (get grants).")
    private String order;

    public CancelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::cancel);
    }

    private int cancel() throws CliException, ProblemException {
        Sha256 digest = Digests.parse(order);
        return stop.stop(terminal, (writer, reason) -> writer.cancel(digest, reason));
    }
}
