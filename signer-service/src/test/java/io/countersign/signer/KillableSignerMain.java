package io.countersign.signer;

import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.kafka.StepKillPoints;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The signer with a moment of its death: {@code -Dkill.at=RECEIPTS/AFTER_SEND}, and {@code -Dkill.when=FILE} for not before that
 * file is there. For tests; production has no such switch.
 */
public final class KillableSignerMain {
    private KillableSignerMain() {}

    public static void main(String[] args) {
        String killAt = System.getProperty("kill.at", "");
        String killWhen = System.getProperty("kill.when", "");
        StepKillPoints killPoints = (input, moment) -> {
            if ((input + "/" + moment).equals(killAt) && (killWhen.isEmpty() || Files.exists(Path.of(killWhen)))) {
                // As abrupt as kill -9: no hook runs, nothing is flushed.
                Runtime.getRuntime().halt(137);
            }
        };
        System.exit(ServiceCommand.run(
                "signer-service",
                args,
                SignerConfig.class,
                (config, life) -> SignerWiring.wire(config, life, killPoints)));
    }
}
