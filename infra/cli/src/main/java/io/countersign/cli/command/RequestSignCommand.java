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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign request sign}. */
@Command(
        name = "sign",
        description = {
            "Sign that you asked for a certificate of the highest tier (super-admin, front-proxy-client), so that",
            "nobody can ask in your name. It approves nothing: others still have to."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign request sign k3jw5q2mzv7xh4tbd6ra --key jane.key",
            "",
            "Exit codes: 0 signed and approved, 1 refused, 4 signed, approvals missing."
        })
public final class RequestSignCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Mixin
    private KeyOption key;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Request ids, with or without 'request/' before them.")
    private List<String> ids;

    @Option(names = "--yes", description = "Sign without asking; still shows what is signed.")
    private boolean yes;

    public RequestSignCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::sign);
    }

    private int sign() throws CliException, ProblemException {
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        var trust = new TrustVersions(read, terminal).current(registry);
        Approver.Progress progress;
        try (OpenKey open = key.open(terminal)) {
            progress = new Approver(terminal, registry, trust, Signer.requester(open.key()), new Consent(terminal, yes))
                    .approve(Ids.of("request", ids), Optional.empty());
        }
        terminal.out()
                .println("signed as the requester; approved: "
                        + progress.persons().size() + " of " + progress.needed() + " persons, order "
                        + progress.order());
        if (progress.complete()) {
            return ExitCode.OK;
        }
        terminal.out()
                .println("next: another person runs: countersign approve " + String.join(" ", progress.requests())
                        + " --key KEY");
        return ExitCode.WAITING;
    }
}
