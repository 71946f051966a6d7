package io.countersign.cli.command;

import io.countersign.cli.Terminal;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.StopOrder;
import io.countersign.orders.StopWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign freeze}. */
@Command(
        name = "freeze",
        description = {
            "Stop all signing for a cluster or for one lineage. One officer suffices; a quorum lifts it.",
            "Certificates that are out keep working."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign freeze demo --reason INC7781 --key alice.key",
            "  countersign freeze demo/etcd-peer/cp-1 --reason INC7781 --key alice.key",
            "  countersign freeze demo --reason INC7781 --key alice.key --spool /var/lib/countersign/spool"
        })
public final class FreezeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StopOption stop;

    @Parameters(paramLabel = "CLUSTER|LINEAGE", description = "A cluster, or cluster/component/instance.")
    private String target;

    public FreezeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(() -> stop.stop(terminal, this::order));
    }

    private StopOrder order(StopWriter writer, String reason) throws RefusedException {
        String bare = Ids.of("lineage", Ids.of("cluster", target));
        if (!bare.contains("/")) {
            return writer.freeze(bare, Optional.empty(), reason);
        }
        try {
            Lineage lineage = Lineage.parse(bare);
            return writer.freeze(lineage.cluster(), Optional.of(lineage), reason);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalCode.LINEAGE_MISMATCH, String.valueOf(e.getMessage()), e);
        }
    }
}
