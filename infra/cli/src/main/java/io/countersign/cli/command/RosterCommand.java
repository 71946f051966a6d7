package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign roster}. */
@Command(
        name = "roster",
        description = "Who may approve, and for which clusters. Changes are proposals of a next trust document.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign roster list",
            "  countersign roster add --person kim --key-file kim.pub --role approver --cluster demo --until 365d \\",
            "      -o v8.json",
            "  countersign roster remove --person chen -o v8.json"
        })
public final class RosterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: list, add or remove");
    }
}
