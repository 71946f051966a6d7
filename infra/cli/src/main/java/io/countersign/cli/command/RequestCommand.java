package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign request}. */
@Command(
        name = "request",
        description = "Ask for certificates.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign request create -f server.csr --cluster demo --component etcd-server --instance cp-1")
public final class RequestCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with requests: create");
    }
}
