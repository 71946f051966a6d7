package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.grant.Granter;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Sha256;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign grant approve}. */
@Command(
        name = "approve",
        description = {
            "Check grants that others signed first against the trust document and the newest certificates, show them,",
            "and sign the same bytes."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign grant approve 8QzT...Xk4 --key bob.key",
            "",
            "Exit codes: 0 in force, 1 refused, 4 signed, more persons needed."
        })
public final class GrantApproveCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Mixin
    private KeyOption key;

    @Parameters(paramLabel = "DIGEST", arity = "1..*", description = "Grants, as countersign get grants lists them.")
    private List<String> grants;

    @Option(names = "--yes", description = "Sign without asking; still shows what is granted.")
    private boolean yes;

    public GrantApproveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::approve);
    }

    private int approve() throws CliException, ProblemException {
        List<Sha256> digests = Digests.parse(grants);
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        var trust = new TrustVersions(read, terminal).current(registry);
        int worst = ExitCode.OK;
        try (OpenKey open = key.open(terminal)) {
            Granter granter = new Granter(terminal, registry, trust, open.key(), new Consent(terminal, yes));
            for (Sha256 digest : digests) {
                worst = Math.max(worst, new GrantOutcome(terminal).say(granter.approve(digest)));
            }
        }
        return worst;
    }
}
