package io.countersign.cli.command;

import io.countersign.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign suspend}. */
@Command(
        name = "suspend",
        description = {
            "Stop counting the approvals of a person or robot, also those given already and not used yet.",
            "One officer suffices; a quorum lifts it. For good: countersign roster remove."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign suspend chen --reason \"card lost\" --key alice.key")
public final class SuspendCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StopOption stop;

    @Parameters(paramLabel = "PERSON", description = "As in the roster.")
    private String person;

    public SuspendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal)
                .guard(() -> stop.stop(terminal, (writer, reason) -> writer.suspend(Ids.of("person", person), reason)));
    }
}
