package io.countersign.signer;

import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.kafka.StepKillPoints;

/** The signer with a moment of its death: {@code -Dkill.at=RECEIPTS/AFTER_SEND}. For tests; production has no such switch. */
public final class KillableSignerMain {
    private KillableSignerMain() {}

    public static void main(String[] args) {
        String killAt = System.getProperty("kill.at", "");
        StepKillPoints killPoints = (input, moment) -> {
            if ((input + "/" + moment).equals(killAt)) {
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
