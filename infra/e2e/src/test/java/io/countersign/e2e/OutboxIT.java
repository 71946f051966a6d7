package io.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What the real log proves leaves the registry's outbox. */
@WithInstallation
final class OutboxIT {
    private final SharedInstallation site;

    OutboxIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void emptiesOnceTheLogHoldsWhatWasTold() throws Exception {
        site.asked();
        assertThat(count("select count(*) from told_events")).isPositive();
        await("an empty outbox").atMost(SharedInstallation.LONG).until(() -> count("select count(*) from outbox") == 0);
    }

    private long count(String query) throws SQLException {
        try (Connection admin = site.installation().postgres().admin("registry");
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
