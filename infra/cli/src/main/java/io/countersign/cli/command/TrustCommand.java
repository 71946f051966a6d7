package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign trust}. */
@Command(
        name = "trust",
        description = {
            "The trust document: officers, roster, clusters with their CAs and nodes, profiles, limits.",
            "It changes by a next version that a quorum of its officers signs: propose, approve, publish."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign trust show",
            "  countersign trust propose -f changes.yaml -o v8.json",
            "  countersign trust approve v8.json --key alice.key",
            "  countersign trust publish v8.json"
        })
public final class TrustCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: show, diff, propose, approve or publish");
    }
}
