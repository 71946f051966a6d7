package io.countersign.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.Proposal;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign trust publish}. */
@Command(
        name = "publish",
        description = {
            "Send a proposal that officers enough have signed to the registry, which publishes it.",
            "It counts from the moment the log holds it: every service checks the signatures and the receipt itself."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  countersign trust publish v8.json", "", "Exit codes: 0 published, 1 refused."})
public final class TrustPublishCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(paramLabel = "PROPOSAL", description = "The proposal's file.")
    private Path file;

    public TrustPublishCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::publish);
    }

    private int publish() throws CliException, ProblemException {
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        TrustDocument current = new TrustVersions(read, terminal).current(registry);
        byte[] bytes = new Proposal(file).read().bytes();
        TrustDocument next;
        try {
            next = current.succeededBy(bytes, terminal.clock().instant());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("document", Base64.getEncoder().encodeToString(bytes));
        registry.post("/v1/trust", body);
        terminal.out().println("published: trust version " + next.version());
        terminal.out().println("next: when the log holds it, every service goes by it; see: countersign trust show");
        return ExitCode.OK;
    }
}
