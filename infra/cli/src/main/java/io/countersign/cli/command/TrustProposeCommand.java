package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.TrustChanges;
import io.countersign.cli.trust.WholeDocument;
import io.countersign.orders.TrustDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign trust propose}. */
@Command(
        name = "propose",
        description = {
            "Make the next version of the trust document, for officers to sign. Without -f or --from only its",
            "expiry is put off. Nothing is sent: the proposal is a file."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign trust propose --life 90d -o v8.json",
            "  countersign trust propose -f changes.yaml -o v8.json",
            "",
            "changes.yaml, all members optional, files relative to it:",
            "  life: 90d",
            "  officers: {threshold: 2, remove: [bob], add: [{person: kim, key: kim.pub}]}",
            "  roster:",
            "    remove: [chen]",
            "    add: [{person: kim, kind: human, key: kim.pub, roles: [approver], clusters: [demo], until: 365d}]",
            "  nodes: {demo: {remove: [w-9], add: [{name: w-10, controlPlane: false, addresses: [10.0.0.10]}]}}",
            "  profiles: {remove: [user], set: [etcd-peer.json]}",
            "  limits: {useBy: 24h, life: 90d}"
        })
public final class TrustProposeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Mixin
    private ProposalOutput proposal;

    @ArgGroup(exclusive = true)
    private Source source = new Source();

    /** One of two ways to say what changes. */
    static final class Source {
        @Option(
                names = {"-f", "--file"},
                paramLabel = "CHANGES",
                description = "YAML file with what shall be otherwise; see below.")
        private Path changes;

        @Option(
                names = "--from",
                paramLabel = "FILE",
                description = "The whole next version, as trust show -o yaml prints it; version, predecessor and times"
                        + " are set here.")
        private Path whole;
    }

    @Option(
            names = "--life",
            converter = Lifetime.class,
            paramLabel = "DURATION",
            description = "From now to its expiry, at most 400d; default: as before.")
    private Duration life;

    public TrustProposeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::propose);
    }

    private int propose() throws CliException, ProblemException {
        TrustDocument current = trust.current(terminal);
        Instant now = terminal.clock().instant();
        if (source.whole != null) {
            proposal.replace(
                    terminal, current, WholeDocument.read(source.whole, current, Optional.ofNullable(life), now));
            return ExitCode.OK;
        }
        if (source.changes == null) {
            proposal.write(terminal, current, (draft, base) -> {}, Optional.ofNullable(life));
            return ExitCode.OK;
        }
        TrustChanges changes = TrustChanges.read(source.changes);
        Path folder = source.changes.toAbsolutePath().getParent();
        Optional<Duration> wished = life == null ? changes.lifetime() : Optional.of(life);
        proposal.write(terminal, current, (draft, base) -> changes.apply(draft, base, folder, now), wished);
        return ExitCode.OK;
    }
}
