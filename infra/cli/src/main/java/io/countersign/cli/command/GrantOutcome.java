package io.countersign.cli.command;

import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.grant.Granter;

/** Says how far a grant is. */
final class GrantOutcome {
    private final Terminal terminal;

    GrantOutcome(Terminal terminal) {
        this.terminal = terminal;
    }

    int say(Granter.Progress progress) {
        terminal.out()
                .println("granted: " + progress.persons().size() + " of " + progress.needed() + " persons ("
                        + String.join(", ", progress.persons()) + "), grant/" + progress.grant());
        if (!progress.complete()) {
            terminal.out()
                    .println("next: another person runs: countersign grant approve grant/" + progress.grant()
                            + " --key KEY");
            return ExitCode.WAITING;
        }
        terminal.out()
                .println("in force; to end it: countersign cancel grant/" + progress.grant()
                        + " --reason TEXT --key KEY");
        return ExitCode.OK;
    }
}
