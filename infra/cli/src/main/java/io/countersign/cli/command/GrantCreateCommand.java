package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Consent;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.Terminal;
import io.countersign.cli.grant.GrantTerms;
import io.countersign.cli.grant.Granter;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Lineage;
import io.countersign.orders.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign grant create}. */
@Command(
        name = "create",
        description = {
            "Grant lineages of one cluster the right to renew themselves. The names are those of the newest",
            "certificate, read from its own bytes; everything that is granted is shown before you sign."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign grant create demo/etcd-peer/cp-1 demo/etcd-server/cp-1 --requested-by jane --key alice.key",
            "  countersign grant create demo/scheduler/cp-1 --until 180d --gap 60d --reason CHG0430 --key alice.key",
            "",
            "Exit codes: 0 in force, 1 refused, 4 signed, more persons needed."
        })
public final class GrantCreateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Mixin
    private KeyOption key;

    @Parameters(paramLabel = "LINEAGE", arity = "1..*", description = "cluster/component/instance, all of one cluster.")
    private List<String> lineages;

    @Option(
            names = "--until",
            defaultValue = "400d",
            paramLabel = "TIME",
            description = "When it ends: 180d, or 2027-01-31; default and at most 400d. No certificate outlives it.")
    private String until;

    @Option(
            names = "--life",
            converter = Lifetime.class,
            paramLabel = "DURATION",
            description = "Longest life of one certificate; default: that of the newest.")
    private Duration life;

    @Option(
            names = "--gap",
            converter = Lifetime.class,
            paramLabel = "DURATION",
            description = "Least time from one certificate to its successor; default: a quarter of the life.")
    private Duration gap;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "No certificate that began before may be renewed; default: the newest's beginning.")
    private String since;

    @Option(names = "--profile", description = "Profile, where the trust document has several for a component.")
    private String profile;

    @Option(
            names = "--requested-by",
            paramLabel = "PERSON",
            description = "Who asked for it; the higher profiles do not count that person as an approver.")
    private String requester;

    @Option(names = "--reason", description = "Ticket or reason, at most 200 characters; stands in the grant.")
    private String reason;

    @Option(names = "--yes", description = "Sign without asking; still shows what is granted.")
    private boolean yes;

    public GrantCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::create);
    }

    private int create() throws CliException, ProblemException {
        List<Lineage> wanted = lineages();
        GrantTerms terms = new GrantTerms(
                Times.instant(until, terminal),
                Optional.ofNullable(profile),
                Optional.ofNullable(life),
                Optional.ofNullable(gap),
                since == null ? Optional.empty() : Optional.of(start()));
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        var trust = new TrustVersions(read, terminal).current(registry);
        try (OpenKey open = key.open(terminal)) {
            Granter granter = new Granter(terminal, registry, trust, open.key(), new Consent(terminal, yes));
            return new GrantOutcome(terminal)
                    .say(granter.create(wanted, terms, Optional.ofNullable(requester), Optional.ofNullable(reason)));
        }
    }

    private Instant start() throws CliException {
        return Times.instant(since, terminal);
    }

    private List<Lineage> lineages() throws CliException {
        List<Lineage> wanted = new ArrayList<>();
        for (String text : Ids.of("lineage", lineages)) {
            try {
                wanted.add(Lineage.parse(text));
            } catch (IllegalArgumentException e) {
                throw CliException.usage(String.valueOf(e.getMessage()), "countersign get lineages -o name lists them");
            }
        }
        if (wanted.stream().map(Lineage::cluster).distinct().count() > 1) {
            throw CliException.usage("one grant cannot span several clusters", "make one for each");
        }
        if (wanted.size() > Order.MAX_ITEMS) {
            throw CliException.usage(
                    wanted.size() + " lineages in one grant", "name at most " + Order.MAX_ITEMS + " at once");
        }
        return wanted;
    }
}
