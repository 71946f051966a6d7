package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.order.Approver;
import io.countersign.cli.order.Signer;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.orders.Order;
import io.countersign.orders.TrustDocument;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign approve}. */
@Command(
        name = "approve",
        description = {
            "Show what would be signed, read from the CSR's own bytes, and sign it with your approval key.",
            "Several IDs become one order of several items, at most " + Order.MAX_ITEMS
                    + ". Who approves first writes the " + "order; everybody else checks and signs the same bytes."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign approve k3jw5q2mzv7xh4tbd6ra --key alice.key",
            "  countersign approve $(countersign get requests --state submitted -o name) --key alice.key --yes",
            "",
            "Exit codes: 0 approved by enough persons (with --wait: issued), 1 refused, 4 approved, more persons needed."
        })
public final class ApproveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Request ids, with or without 'request/' before them.")
    private List<String> ids;

    @Mixin
    private KeyOption key;

    @Option(names = "--reason", description = "Ticket or reason, at most 200 characters; default: the requester's.")
    private String reason;

    @Option(names = "--yes", description = "Sign without asking; still shows what is signed.")
    private boolean yes;

    @Option(
            names = "--wait",
            converter = Lifetime.class,
            paramLabel = "DURATION",
            description = "When enough persons approved, wait until the certificates are issued or the time is over.")
    private Duration wait;

    public ApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::approve);
    }

    private int approve() throws CliException, ProblemException {
        List<String> requests = Ids.of("request", ids);
        if (requests.size() > Order.MAX_ITEMS) {
            throw CliException.usage(
                    requests.size() + " requests in one order", "approve at most " + Order.MAX_ITEMS + " at once");
        }
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        TrustDocument trust = new TrustVersions(read, terminal).current(registry);
        Approver.Progress progress;
        try (OpenKey open = key.open(terminal)) {
            progress = new Approver(terminal, registry, trust, Signer.approver(open.key()), new Consent(terminal, yes))
                    .approve(requests, Optional.ofNullable(reason));
        }
        terminal.out()
                .println("approved: " + progress.persons().size() + " of " + progress.needed() + " persons ("
                        + String.join(", ", progress.persons()) + "), order " + progress.order());
        if (progress.unasked()) {
            terminal.out()
                    .println("next: whoever asked runs: countersign request sign "
                            + String.join(" ", progress.requests()) + " --key KEY");
        }
        if (progress.persons().size() < progress.needed()) {
            terminal.out()
                    .println("next: another person runs: countersign approve " + String.join(" ", progress.requests())
                            + " --key FILE");
        }
        if (!progress.complete()) {
            return ExitCode.WAITING;
        }
        return wait == null ? ExitCode.OK : new Outcome(terminal, registry).await(progress.requests(), wait);
    }
}
