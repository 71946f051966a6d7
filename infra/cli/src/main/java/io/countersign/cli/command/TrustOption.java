package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.stop.KnownStops;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the version in force comes from, for commands that work on the trust document itself. */
final class TrustOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ContextOption context;

    @Option(names = "--offline", description = "Ask no registry: the newest version seen before is the one in force.")
    private boolean offline;

    Context context() throws CliException {
        return context.read(command);
    }

    /** The stops that the registry shows. */
    KnownStops stops(TrustDocument current, Instant now) throws CliException, ProblemException {
        if (offline) {
            throw CliException.failed("nobody was asked (--offline)", "leave --offline out");
        }
        return KnownStops.of(Clients.registry(context.read(command)), current, now);
    }

    TrustDocument current(Terminal terminal) throws CliException, ProblemException {
        Context read = context.read(command);
        TrustVersions versions = new TrustVersions(read, terminal);
        return offline ? versions.remembered() : versions.current(Clients.registry(read));
    }
}
