package io.countersign.cli.command;

import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.UnreadableReason;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code countersign explain}. */
@Command(
        name = "explain",
        description = "Say what a refusal or dead-letter code means and what to do; without a code, list them all.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  countersign explain too-few-persons", "  countersign explain"})
public final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CODE", description = "Code as shown with an error.")
    private String code;

    public ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (code == null) {
            list();
            return ExitCode.OK;
        }
        Optional<RefusalCode> refusal = RefusalCode.of(code);
        if (refusal.isPresent()) {
            show(refusal.get());
            return ExitCode.OK;
        }
        Optional<UnreadableReason> reason = Arrays.stream(UnreadableReason.values())
                .filter(known -> known.code().equals(code))
                .findFirst();
        if (reason.isPresent()) {
            terminal.out().println(code);
            terminal.out().println("  " + reason.get().sentence());
            terminal.out().println("  where       dead letters: the record was set aside, with its position");
            return ExitCode.OK;
        }
        terminal.err().println("error: no code '" + code + "'");
        terminal.err().println("what to do: countersign explain lists every code");
        return ExitCode.FAILED;
    }

    private void show(RefusalCode refusal) {
        terminal.out().println(refusal.code());
        terminal.out().println("  " + refusal.sentence());
        terminal.out().println("  what to do  " + refusal.remedy());
        terminal.out().println("  checked at  " + refusal.stage().title());
        terminal.out()
                .println("  again       "
                        + (refusal.retryable()
                                ? "the same request may succeed later"
                                : "the same request fails again"));
    }

    private void list() {
        for (RefusalCode.Stage stage : RefusalCode.Stage.values()) {
            terminal.out().println(stage.title());
            for (RefusalCode refusal : RefusalCode.values()) {
                if (refusal.stage() == stage) {
                    line(refusal.code(), refusal.sentence());
                }
            }
        }
        terminal.out().println("Dead letters");
        for (UnreadableReason reason : UnreadableReason.values()) {
            line(reason.code(), reason.sentence());
        }
    }

    private void line(String name, String sentence) {
        terminal.out().println("  " + name + " ".repeat(Math.max(1, 28 - name.length())) + sentence);
    }
}
