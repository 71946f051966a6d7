package io.countersign.cli.command;

import io.countersign.cli.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign disable}. */
@Command(
        name = "disable",
        description = {
            "Stop all signing under a profile, in one cluster or everywhere. One officer suffices; a quorum lifts it.",
            "Certificates that are out keep working."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign disable super-admin --cluster demo --reason INC7781 --key alice.key")
public final class DisableCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StopOption stop;

    @Parameters(paramLabel = "PROFILE", description = "As in the trust document.")
    private String profile;

    @Option(names = "--cluster", description = "Only in this cluster.")
    private String cluster;

    public DisableCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal)
                .guard(() -> stop.stop(
                        terminal, (writer, reason) -> writer.disable(profile, Optional.ofNullable(cluster), reason)));
    }
}
