package io.countersign.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

@WithStack
final class AnyBrokerIT {
    @Test
    void answersInWhateverModeWasChosen(KafkaAccess kafka) throws Exception {
        assertAnswers(kafka);
    }

    @Test
    void theContainerAnswers() throws Exception {
        assumeTrue(KafkaMode.dockerAnswers(), KafkaMode.NO_DOCKER);
        try (ContainerBroker broker = new ContainerBroker()) {
            assertAnswers(broker.access());
        }
    }

    private static void assertAnswers(KafkaAccess kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            assertThat(admin.describeCluster().nodes().get(60, TimeUnit.SECONDS))
                    .hasSize(1);
        }
    }
}
