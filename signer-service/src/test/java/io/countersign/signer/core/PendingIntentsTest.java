package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.orders.Installation;
import io.countersign.signer.Orders;
import io.countersign.signer.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PendingIntentsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant USE_BY = NOW.plus(Duration.ofHours(24));
    private static final List<Event> INTENTS = new ArrayList<>();

    private final PendingIntents pending = new PendingIntents(2, Duration.ofSeconds(30));

    @BeforeAll
    static void intend() throws Exception {
        Installation installation = Installation.at(NOW, new TestLog().trust());
        SteadyClock clock = new SettableClock(NOW).steady();
        Admit admit = new Admit(
                Beliefs.verdicts(installation, new SerialKeys(new SoftToken(installation)), clock),
                new RobotBudget(),
                clock);
        for (int i = 0; i < 45; i++) {
            INTENTS.add(admit.answer(Orders.etcdPeer(installation)).event());
        }
    }

    @Test
    void stopsAPartitionWithMoreIntentsThanItsBound() {
        add(3, 0, NOW);
        add(3, 1, NOW);
        assertThat(pending.stalled(3, NOW)).isEmpty();
        add(3, 2, NOW);
        assertThat(pending.stalled(3, NOW)).isPresent();
        assertThat(pending.stalled(4, NOW)).isEmpty();
        pending.receipt(3, id(1));
        assertThat(pending.stalled(3, NOW)).isEmpty();
        assertThat(pending.size()).isEqualTo(2);
    }

    @Test
    void stopsAPartitionWhoseOldestIntentWaitsTooLong() {
        add(3, 0, NOW);
        add(3, 1, NOW.plusSeconds(20));
        assertThat(pending.stalled(3, NOW.plusSeconds(30))).isEmpty();
        assertThat(pending.stalled(NOW.plusSeconds(31))).containsOnlyKeys(3);
        pending.receipt(3, id(0));
        assertThat(pending.stalled(NOW.plusSeconds(31))).isEmpty();
    }

    @Test
    void stopsWhenTheBytesOfAllPartitionsAreTooMany() {
        int one = INTENTS.get(0).bytes().length;
        PendingIntents small = new PendingIntents(10, Duration.ofSeconds(30), one + 100);
        small.add(3, 0, INTENTS.get(0), USE_BY, NOW);
        assertThat(small.stalled(NOW)).isEmpty();
        small.add(4, 0, INTENTS.get(1), USE_BY, NOW);
        assertThat(small.stalled(NOW)).containsOnlyKeys(3, 4);
        small.receipt(4, id(1));
        assertThat(small.stalled(NOW)).isEmpty();
        small.add(4, 1, INTENTS.get(2), USE_BY, NOW);
        small.rewind(4, 1);
        assertThat(small.stalled(NOW)).isEmpty();
    }

    @Test
    void forgetsWhatATakenBackTransactionIntended() {
        add(3, 7, NOW);
        add(3, 8, NOW);
        pending.rewind(3, 8);
        assertThat(pending.size()).isEqualTo(1);
        pending.add(3, 8, INTENTS.get(9), USE_BY, NOW);
        pending.receipt(3, id(8));
        assertThat(pending.size()).isEqualTo(2);
    }

    @Test
    void countsAnIntentThatIsToldTwiceOnce() {
        pending.add(3, 7, INTENTS.get(0), USE_BY, NOW);
        pending.add(3, 9, INTENTS.get(0), USE_BY, NOW.plusSeconds(40));
        assertThat(pending.size()).isEqualTo(1);
        pending.receipt(3, id(0));
        assertThat(pending.size()).isZero();
    }

    @Test
    void tellsAnIntentAgainWithTheSameBytesEverMoreRarely() {
        add(3, 0, NOW);
        assertThat(again(30)).isEmpty();
        assertThat(again(31)).singleElement().satisfies(event -> assertThat(event.bytes())
                .isEqualTo(INTENTS.get(0).bytes()));
        List<Integer> told = IntStream.range(32, 2000)
                .filter(second -> !again(second).isEmpty())
                .boxed()
                .toList();
        assertThat(told).containsExactly(92, 213, 454, 755, 1056, 1357, 1658, 1959);
        pending.receipt(3, id(0));
        assertThat(again(10_000)).isEmpty();
    }

    @Test
    void tellsOnlyTheOldestAgainUntilTheyHaveTheirReceipts() {
        for (int i = 0; i < 40; i++) {
            add(3, i, NOW);
        }
        for (int i = 40; i < 45; i++) {
            add(4, i, NOW);
        }
        Instant late = NOW.plusSeconds(31);
        assertThat(ids(pending.again(late, 15))).isEqualTo(ids(INTENTS.subList(0, 15)));
        List<Event> rest = new ArrayList<>(INTENTS.subList(15, 20));
        rest.addAll(INTENTS.subList(40, 45));
        assertThat(ids(pending.again(late, 15))).isEqualTo(ids(rest));
        assertThat(pending.again(late, 15)).isEmpty();
        pending.receipt(3, id(2));
        assertThat(ids(pending.again(late, 15))).containsExactly(id(20));
    }

    @Test
    void releasesAnIntentAtTheUseByOfItsOrder() {
        pending.add(3, 0, INTENTS.get(0), NOW.plusSeconds(60), NOW);
        pending.releaseUnusable(NOW.plusSeconds(59));
        assertThat(pending.stalled(NOW.plusSeconds(59))).containsOnlyKeys(3);
        pending.releaseUnusable(NOW.plusSeconds(60));
        assertThat(pending.size()).isZero();
        assertThat(again(60)).isEmpty();
        assertThat(pending.stalled(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void forgetsPartitionsThatOthersTakeOver() {
        add(3, 7, NOW);
        add(4, 8, NOW);
        pending.revoked(Set.of(3));
        assertThat(pending.size()).isEqualTo(1);
        pending.receipt(3, id(7));
        pending.receipt(5, "unknown");
        assertThat(pending.size()).isEqualTo(1);
        pending.assigned(Set.of(4, 5));
        pending.revoked(Set.of(5));
        pending.assigned(Set.of(3, 4, 5));
        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void remembersPartitionsThatANewSessionGivesBack() {
        add(3, 7, NOW);
        pending.revoked(Set.of(3));
        assertThat(again(31)).isEmpty();
        assertThat(pending.stalled(NOW.plusSeconds(31))).isEmpty();
        pending.assigned(Set.of(3));
        assertThat(pending.stalled(NOW.plusSeconds(31))).containsOnlyKeys(3);
        assertThat(again(31)).hasSize(1);
    }

    @Test
    void beginsAnewWhereSomebodyElseHasReadReceipts() {
        add(3, 7, NOW);
        add(4, 8, NOW);
        add(5, 9, NOW);
        pending.revoked(Set.of(3, 5));
        pending.forget(5);
        pending.assigned(Set.of(3, 4, 5));
        pending.forget(3);
        assertThat(ids(again(31))).containsExactly(id(8));
        assertThat(pending.stalled(NOW.plusSeconds(31))).containsOnlyKeys(4);
    }

    private void add(int partition, int number, Instant now) {
        pending.add(partition, number, INTENTS.get(number), USE_BY, now);
    }

    private List<Event> again(int seconds) {
        return pending.again(NOW.plusSeconds(seconds), 20);
    }

    private static String id(int number) {
        return INTENTS.get(number).id();
    }

    private static List<String> ids(List<Event> events) {
        return events.stream().map(Event::id).toList();
    }
}
