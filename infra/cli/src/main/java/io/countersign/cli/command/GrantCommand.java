package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign grant}. */
@Command(
        name = "grant",
        description = {
            "Standing grants: people sign once that a lineage may renew itself, with exactly the same names and a",
            "signature of the key before, until a given day. One officer's signature ends one: countersign cancel."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign grant create demo/etcd-peer/cp-1 --requested-by jane --key alice.key",
            "  countersign grant approve 8QzT...Xk4 --key bob.key",
            "  countersign get grants --cluster demo"
        })
public final class GrantCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: create or approve");
    }
}
