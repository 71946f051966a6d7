package io.countersign.watcher.core;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTimelineTest {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");

    private final ExpiryTimeline timeline = new ExpiryTimeline();

    @Test
    void passesInOrderOfTimeAcrossLineages() {
        timeline.replace(schedule("a", 3, 5));
        timeline.replace(schedule("b", 1, 4, 9));

        assertThat(timeline.passed(at(5)))
                .extracting(announcement -> announcement.milestone().at())
                .containsExactly(at(1), at(3), at(4), at(5));
        assertThat(timeline.next()).contains(at(9));
    }

    @Test
    void momentItselfCountsAsPassed() {
        timeline.replace(schedule("a", 3));

        assertThat(timeline.passed(at(3).minusMillis(1))).isEmpty();
        assertThat(timeline.passed(at(3))).hasSize(1);
        assertThat(timeline.passed(at(3))).isEmpty();
    }

    @Test
    void replacingDropsWhatWasToCome() {
        timeline.replace(schedule("a", 1, 2));
        timeline.replace(schedule("a", 7));

        assertThat(timeline.size()).isOne();
        assertThat(timeline.passed(at(6))).isEmpty();
        assertThat(timeline.next()).contains(at(7));
    }

    @Test
    void lineagesWithOneMomentDoNotHideEachOther() {
        timeline.replace(schedule("a", 2));
        timeline.replace(schedule("b", 2));
        timeline.remove(lineage("a"));

        assertThat(timeline.passed(at(2)))
                .extracting(announcement -> announcement.certificate().lineage())
                .containsExactly(lineage("b"));
    }

    @Test
    void remembersALineageOfWhichEverythingIsTold() {
        timeline.replace(schedule("a", 1));
        assertThat(timeline.passed(at(1))).hasSize(1);

        assertThat(timeline.of(lineage("a")))
                .hasValueSatisfying(schedule -> assertThat(schedule.remaining()).isEmpty());
        assertThat(timeline.next()).isEmpty();
    }

    private static Schedule schedule(String instance, int... days) {
        WatchedCertificate certificate =
                WatchedCertificate.of(issued(lineage(instance), certificate(1, START, Duration.ofDays(90))), "cause");
        List<Milestone> milestones = Arrays.stream(days)
                .mapToObj(day -> new Milestone(at(day), EventType.RENEWAL_DUE, ""))
                .toList();
        return new Schedule(certificate, milestones);
    }

    private static Lineage lineage(String instance) {
        return new Lineage("prod", "etcd-peer", instance);
    }

    private static Instant at(int day) {
        return START.plus(Duration.ofDays(day));
    }
}
