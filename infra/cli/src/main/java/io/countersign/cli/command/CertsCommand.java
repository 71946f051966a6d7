package io.countersign.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group {@code countersign certs}, named as kubeadm names it. */
@Command(
        name = "certs",
        description = "Look after the certificates of clusters.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign certs check-expiration --cluster demo")
public final class CertsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: check-expiration");
    }
}
