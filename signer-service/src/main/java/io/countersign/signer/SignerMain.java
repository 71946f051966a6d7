package io.countersign.signer;

import io.countersign.runtime.config.ServiceCommand;
import io.countersign.runtime.kafka.StepKillPoints;

/** Starts the signer-service. */
public final class SignerMain {
    private SignerMain() {}

    public static void main(String[] args) {
        System.exit(ServiceCommand.run(
                "signer-service",
                args,
                SignerConfig.class,
                (config, life) -> SignerWiring.wire(config, life, StepKillPoints.NONE)));
    }
}
