package io.countersign.agent;

import io.countersign.agent.DurableFile.Access;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Number and age of the CRLs in place, in a file for Prometheus' node exporter: told by the node itself, because a registry that
 * withholds a CRL would also tell that it is there.
 */
final class CrlStatus {
    private final Path file;

    CrlStatus(Path file) {
        this.file = file;
    }

    void write(List<CrlStanding> standings) throws IOException {
        StringBuilder text = new StringBuilder();
        gauge(
                text,
                "number",
                "Number of the CRL that the file holds; 0 for none that verifies.",
                standings,
                standing -> standing.installed().map(crl -> crl.number()).orElse(0L));
        gauge(
                text,
                "this_update_seconds",
                "When the CRL in the file was made; 0 for none. More than two hours ago is an alarm.",
                standings,
                standing -> standing.installed()
                        .map(crl -> crl.thisUpdate().getEpochSecond())
                        .orElse(0L));
        gauge(
                text,
                "last_checked_seconds",
                "When the registry last gave a CRL that verified and was not older than the file; 0 for never.",
                standings,
                standing -> standing.checked().map(Instant::getEpochSecond).orElse(0L));
        DurableFile.write(
                file, text.toString(), Access.of(file, Optional.empty(), "0644", Optional.empty(), Optional.empty()));
    }

    private static void gauge(
            StringBuilder text,
            String name,
            String help,
            List<CrlStanding> standings,
            ToLongFunction<CrlStanding> value) {
        String metric = "countersign_agent_crl_" + name;
        text.append("# HELP %s %s\n# TYPE %s gauge\n".formatted(metric, help, metric));
        for (CrlStanding standing : standings) {
            text.append("%s{cluster=\"%s\",issuer=\"%s\"} %d\n"
                    .formatted(metric, standing.cluster(), standing.issuer(), value.applyAsLong(standing)));
        }
    }
}
