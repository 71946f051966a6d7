package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.event.CsrRefused;
import io.countersign.orders.Installation;
import io.countersign.signer.Orders;
import io.countersign.signer.TestLog;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a robot's key can order, as the admit loop answers it. */
final class RobotBudgetTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Installation INSTALLATION = Installation.at(NOW, new TestLog().trust());

    private final SettableClock clock = new SettableClock(NOW);
    private final SteadyClock steady = clock.steady();
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final Admit admit = admit();

    @Test
    void startsEmptyAndFillsWithTime() throws Exception {
        admit.tick(steady.now());
        assertThat(refusal(kubelet())).isEqualTo(RefusalCode.BUDGET_EXCEEDED.code());
        clock.advance(RobotBudget.REFILL);
        assertThat(admit.answer(kubelet()).event().type()).isEqualTo(EventType.CERTIFICATE_INTENDED);
        assertThat(refusal(kubelet())).isEqualTo(RefusalCode.BUDGET_EXCEEDED.code());
    }

    @Test
    void saysThatTheSameOrderMayComeAgain() throws Exception {
        admit.tick(steady.now());
        Event answer = admit.answer(kubelet()).event();
        assertThat(answer.data(CsrRefused.class).retryable()).isTrue();
    }

    @Test
    void countsARedeliveredOrderOnce() throws Exception {
        admit.tick(steady.now());
        clock.advance(RobotBudget.REFILL);
        Event request = kubelet();
        Event first = admit.answer(request).event();
        assertThat(admit.answer(request).event().id()).isEqualTo(first.id());
    }

    @Test
    void neverSavesMoreThanItsCapacity() throws Exception {
        admit.tick(steady.now());
        clock.advance(Duration.ofMinutes(10));
        admit.tick(steady.now());
        int given = 0;
        while (admit.answer(kubelet()).event().type() == EventType.CERTIFICATE_INTENDED) {
            given++;
        }
        assertThat(given).isEqualTo(3);
    }

    @Test
    void leavesPeopleAlone() throws Exception {
        assertThat(admit.answer(Orders.etcdPeer(INSTALLATION)).event().type())
                .isEqualTo(EventType.CERTIFICATE_INTENDED);
    }

    private Admit admit() {
        return new Admit(Beliefs.verdicts(INSTALLATION, new SerialKeys(token), steady), new RobotBudget(), steady);
    }

    private String refusal(Event request) throws Exception {
        return admit.answer(request).event().data(CsrRefused.class).code();
    }

    private static Event kubelet() {
        return Orders.byRobot(INSTALLATION);
    }
}
