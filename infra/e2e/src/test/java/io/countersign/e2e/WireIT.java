package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Topic;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Runs last: what the services wrote during all tests is what the contracts promise. */
@WithInstallation
@Order(Integer.MAX_VALUE)
final class WireIT {
    private final SharedInstallation site;

    WireIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void everyEventOfAServiceDecodesAndValidates() throws Exception {
        assertThat(WireContract.assertKept(site))
                .contains(
                        Topic.APPROVALS,
                        Topic.INTENTS,
                        Topic.RECEIPTS,
                        Topic.CERTIFICATES,
                        Topic.LIFECYCLE,
                        Topic.INVENTORY,
                        Topic.TRUST,
                        Topic.CHECKPOINTS);
    }
}
