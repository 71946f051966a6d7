package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.audit.core.TestEvents;
import io.countersign.contracts.Event;
import io.countersign.contracts.Topic;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.VerificationReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without the register nothing may be signed; with it back, everything goes on by itself. */
@WithStack
class DatabaseAwayIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AuditSite site;

    DatabaseAwayIT(Stack stack) throws Exception {
        site = new AuditSite(stack, "away");
    }

    @Test
    void noReceiptWithoutTheRegisterAndEachOneAfterwards() throws Exception {
        ServiceProcess service = site.start();
        List<Event> intents = List.of(TestEvents.intent(1), TestEvents.intent(2), TestEvents.intent(3));
        site.stack.postgres().kill9();
        try {
            site.publish(Topic.INTENTS, intents);
            await().atMost(LIMIT).until(() -> site.ready() == 503);
            assertThat(site.read(Topic.RECEIPTS)).isEmpty();
            assertThat(service.alive()).isTrue();
        } finally {
            site.stack.postgres().start();
        }
        await().atMost(LIMIT).until(() -> site.ready() == 200);
        await().atMost(LIMIT).until(() -> site.read(Topic.RECEIPTS).size() == intents.size());
        service.terminate(Duration.ofSeconds(20));
        VerificationReport report = site.verifyDirectory();
        assertThat(report.findings()).isEmpty();
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(1 + intents.size());
    }
}
