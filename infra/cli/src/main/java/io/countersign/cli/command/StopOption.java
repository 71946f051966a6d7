package io.countersign.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.stop.Officer;
import io.countersign.cli.stop.SpoolFolder;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.SignedStop;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopWriter;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every stop command takes, and how a stop is signed and sent. */
final class StopOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ContextOption context;

    @Mixin
    private KeyOption key;

    @Option(names = "--reason", required = true, description = "Why, at most 200 characters; logged for ever.")
    private String reason;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description =
                    "Write the signed stop as DIR/stops/DIGEST.json for a signer's spool, and contact no registry: "
                            + "for when registry or broker are not to be trusted, or away. Every signer needs the file.")
    private Path spool;

    @Option(names = "--post", description = "With --spool: send it to the registry as well.")
    private boolean post;

    @Option(names = "--yes", description = "Sign without asking; still shows what is stopped.")
    private boolean yes;

    /** Writes one kind of stop. */
    interface Writing {
        StopOrder write(StopWriter writer, String reason) throws RefusedException;
    }

    int stop(Terminal terminal, Writing writing) throws CliException, ProblemException {
        Context read = context.read(command);
        boolean posted = spool == null || post;
        TrustVersions versions = new TrustVersions(read, terminal);
        TrustDocument trust = posted ? versions.current(Clients.registry(read)) : versions.remembered();
        StopOrder order;
        try {
            order = writing.write(new StopWriter(trust, terminal.clock(), terminal.random()), reason);
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
        SignedStop signed;
        try (OpenKey open = key.open(terminal)) {
            signed = new Officer(terminal, trust, open.key(), new Consent(terminal, yes)).stop(order);
        }
        deliver(terminal, read, signed, order, posted);
        terminal.out().println("to lift it: countersign lift " + order.digest() + " --reason TEXT --key KEY -o FILE");
        return ExitCode.OK;
    }

    private void deliver(Terminal terminal, Context read, SignedStop signed, StopOrder order, boolean posted)
            throws CliException, ProblemException {
        // The file first: it is the way that nobody can refuse.
        if (spool != null) {
            terminal.out().println("written: " + new SpoolFolder(spool).write(signed));
        }
        if (posted) {
            ObjectNode body = Json.TOLERANT.createObjectNode();
            body.put("payload", signed.payload());
            body.set("approval", Json.TOLERANT.valueToTree(signed.approvals().get(0)));
            Clients.registry(read).post("/v1/stops", body);
            terminal.out().println("stopped: " + order.digest());
        } else {
            terminal.out()
                    .println("next: put the file into the spool of every signer; the registry was not told (--post)");
        }
    }
}
