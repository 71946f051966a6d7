package io.countersign.watcher.core;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.InventoryChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Any interleaving of news, time, lost commits and restarts tells each milestone once, and misses none. */
class RestartPropertyTest {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");

    private final RenewalPolicy policy = new RenewalPolicy(RenewalWindow.DEFAULT, Map.of(), new NodeCalendar(Map.of()));

    @Test
    void tellsEachMilestoneOnceWhateverHappensBetween() {
        for (int seed = 0; seed < 60; seed++) {
            new Run(seed).play();
        }
    }

    /** A table on the broker, what is committed for it, and a watcher that comes and goes. */
    private final class Run {
        private final Random random;
        private final HandClock clock = new HandClock(START);
        private final List<InventoryChanged> records = new ArrayList<>();
        private final List<Event> told = new ArrayList<>();
        private int committed;
        private Instant mark = Instant.MIN;
        private int read;
        private DueSweep sweep;
        private int certificates;

        Run(int seed) {
            random = new Random(seed);
            restart();
        }

        void play() {
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> records.add(news());
                    case 1 -> clock.advance(Duration.ofHours(random.nextInt(24 * 20)));
                    case 2 -> restart();
                    case 3 -> sweep(false);
                    default -> sweep(true);
                }
            }
            sweep(true);
            Set<String> ids = new HashSet<>();
            assertThat(told).allMatch(event -> ids.add(event.id()));
            newestByLineage().values().forEach(entry -> assertThat(ids).containsAll(passed(entry)));
        }

        private InventoryChanged news() {
            Lineage lineage = new Lineage("prod", "etcd-peer", "node-" + random.nextInt(5));
            Instant notBefore = clock.instant().minus(Duration.ofDays(random.nextInt(60)));
            return issued(lineage, certificate(certificates++, notBefore, Duration.ofDays(1 + random.nextInt(200))));
        }

        private void restart() {
            sweep = new DueSweep(policy, mark);
            read = 0;
        }

        private void sweep(boolean commits) {
            for (; read < records.size(); read++) {
                if (read < committed) {
                    sweep.restore(records.get(read), "cause");
                } else {
                    sweep.arrive(records.get(read), "cause");
                }
            }
            List<Event> events = sweep.sweep(clock.instant());
            if (commits) {
                told.addAll(events);
                committed = read;
                mark = sweep.mark();
            } else {
                restart();
            }
        }

        private Map<Lineage, InventoryChanged> newestByLineage() {
            Map<Lineage, InventoryChanged> newest = new LinkedHashMap<>();
            records.forEach(entry -> newest.put(entry.lineage(), entry));
            return newest;
        }

        private List<String> passed(InventoryChanged entry) {
            WatchedCertificate certificate = WatchedCertificate.of(entry, "cause");
            return Milestone.of(certificate, policy).stream()
                    .filter(milestone -> !milestone.at().isAfter(clock.instant()))
                    .map(milestone ->
                            new Announcement(certificate, milestone).event().id())
                    .toList();
        }
    }

    @Test
    void aNodeLearntLaterChangesTheMomentOnly() {
        InventoryChanged.Entry entry = certificate(1, START, Duration.ofDays(365));
        Lineage lineage = Lineage.parse("prod/etcd-peer/a");
        WatchedCertificate before = WatchedCertificate.of(issued(lineage, entry), "cause");
        WatchedCertificate after = WatchedCertificate.of(Inventories.installed(lineage, entry, entry, "b"), "cause");

        assertThat(after.node()).isEqualTo(Optional.of("b"));
        assertThat(Milestone.of(after, policy)).hasSameSizeAs(Milestone.of(before, policy));
    }
}
