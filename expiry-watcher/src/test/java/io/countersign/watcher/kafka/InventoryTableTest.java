package io.countersign.watcher.kafka;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.watcher.core.NodeCalendar;
import io.countersign.watcher.core.RenewalPolicy;
import io.countersign.watcher.core.RenewalWindow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class InventoryTableTest {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
    private static final Instant LATER = START.plus(Duration.ofDays(230));
    private static final Lineage LINEAGE = Lineage.parse("prod/etcd-peer/cp-1");

    @Test
    void recordBeyondTheCommittedOffsetIsNews() {
        InventoryTable table = table(SweepMark.NONE, 1);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));

        InventoryTable.Answer answer = table.sweep(LATER, 1).orElseThrow();

        assertThat(types(answer)).containsExactly(EventType.RENEWAL_DUE);
        assertThat(answer.mark().toCommit()).isEqualTo(new OffsetAndMetadata(1, LATER.toString()));
    }

    @Test
    void recordBelowTheCommittedOffsetHasBeenToldOf() {
        InventoryTable table = table(new SweepMark(1, LATER), 1);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));

        assertThat(table.sweep(LATER, 1)).isEmpty();
        assertThat(table.lineages()).isOne();
    }

    @Test
    void isNotCaughtUpBeforeTheEndItFound() {
        InventoryTable table = table(SweepMark.NONE, 3);

        assertThat(table.isCaughtUp(2)).isFalse();
        assertThat(table.isCaughtUp(3)).isTrue();
    }

    @Test
    void garbageIsADeadLetterOnceAndChangesNothing() {
        InventoryTable table = table(SweepMark.NONE, 0);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));
        table.take(inbound(1, LINEAGE.toString(), "garbage".getBytes(StandardCharsets.UTF_8)));
        InventoryTable.Answer answer = table.sweep(START, 2).orElseThrow();
        table.committed(answer.mark());

        assertThat(reasons(answer)).containsExactly("not-json");
        assertThat(table.lineages()).isOne();
        assertThat(table.sweep(START, 2)).isEmpty();

        InventoryTable again = table(answer.mark(), 2);
        again.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));
        again.take(inbound(1, LINEAGE.toString(), "garbage".getBytes(StandardCharsets.UTF_8)));
        assertThat(again.sweep(START, 2)).isEmpty();
    }

    @Test
    void refusesRecordsThatSpeakOfAnotherLineage() {
        InventoryTable table = table(SweepMark.NONE, 0);
        InventoryChanged other =
                issued(Lineage.parse("prod/etcd-peer/cp-2"), certificate(1, START, Duration.ofDays(1)));
        table.take(inbound(
                0, LINEAGE.toString(), event(other.lineage().toString(), other).bytes()));
        table.take(
                inbound(1, LINEAGE.toString(), event(LINEAGE.toString(), other).bytes()));
        table.take(inbound(2, "no lineage", null));

        assertThat(reasons(table.sweep(START, 3).orElseThrow())).containsExactly("wrong-key", "wrong-key", "wrong-key");
        assertThat(table.lineages()).isZero();
    }

    @Test
    void refusesAValidityThatIsNone() {
        InventoryTable table = table(SweepMark.NONE, 0);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ZERO))));
        table.take(entry(1, issued(LINEAGE, certificate(1, START, Duration.ofDays(400L * 365 * 100)))));

        assertThat(reasons(table.sweep(START, 2).orElseThrow())).containsExactly("bad-data", "bad-data");
    }

    @Test
    void tombstoneForgetsTheLineage() {
        InventoryTable table = table(SweepMark.NONE, 0);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));
        table.take(inbound(1, LINEAGE.toString(), null));

        InventoryTable.Answer answer = table.sweep(LATER, 2).orElseThrow();

        assertThat(answer.outbounds()).isEmpty();
        assertThat(answer.mark().offset()).isEqualTo(2);
        assertThat(table.lineages()).isZero();
    }

    @Test
    void brokerThatLostRecordsIsReadAsNew() {
        InventoryTable table = table(new SweepMark(100, LATER), 1);
        table.take(entry(0, issued(LINEAGE, certificate(1, START, Duration.ofDays(365)))));

        assertThat(types(table.sweep(LATER, 1).orElseThrow())).containsExactly(EventType.RENEWAL_DUE);
    }

    @Test
    void markOfAStrangerIsNone() {
        assertThat(SweepMark.of(null)).isEqualTo(SweepMark.NONE);
        assertThat(SweepMark.of(new OffsetAndMetadata(7, ""))).isEqualTo(SweepMark.NONE);
        assertThat(SweepMark.of(new OffsetAndMetadata(7, LATER.toString()))).isEqualTo(new SweepMark(7, LATER));
    }

    private static InventoryTable table(SweepMark committed, long end) {
        return new InventoryTable(
                new RenewalPolicy(RenewalWindow.DEFAULT, Map.of(), new NodeCalendar(Map.of())),
                committed,
                end,
                new DeadLetters(ServiceName.WATCHER, InstantSource.fixed(START), topic -> "topic-id"));
    }

    private static Inbound entry(long offset, InventoryChanged entry) {
        String key = entry.lineage().toString();
        return inbound(offset, key, event(key, entry).bytes());
    }

    private static Event event(String subject, InventoryChanged entry) {
        return Event.of(
                EventType.INVENTORY_CHANGED, ServiceName.REGISTRY.source(), subject, START, entry, Optional.empty());
    }

    private static Inbound inbound(long offset, String key, byte[] value) {
        return new Inbound(
                Topic.INVENTORY, 0, offset, key, Optional.ofNullable(value).map(Bytes::of), START);
    }

    private static List<EventType> types(InventoryTable.Answer answer) {
        return answer.outbounds().stream().map(Outbound::event).map(Event::type).toList();
    }

    private static List<String> reasons(InventoryTable.Answer answer) {
        return answer.outbounds().stream()
                .map(outbound -> outbound.event().data(RecordUnreadable.class).reason())
                .toList();
    }
}
