package io.countersign.watcher.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.countersign.contracts.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenewalPolicyTest {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
    private static final String PROFILE = "etcd-peer";
    private static final int TRIES = 5_000;

    private final Random random = new Random(20261122);
    private final RenewalPolicy policy = policy(Map.of());

    @Test
    void fallsDueWithinTheWindowOfTheRealLife() {
        for (int i = 0; i < TRIES; i++) {
            double from = 0.5 + random.nextDouble() * 0.3;
            double to = from + random.nextDouble() * 0.15;
            RenewalPolicy windowed = new RenewalPolicy(
                    new RenewalWindow(from, to, 0.97), Map.of(), new NodeCalendar(Map.of("prod", controlPlane(3))));
            Validity validity = validity(between(Duration.ofMinutes(2), Duration.ofDays(3_650)));

            Instant due = windowed.due(validity, lineage("cp-" + random.nextInt(9)), Optional.empty(), PROFILE);

            assertThat(due).isBetween(validity.at(from), validity.at(to));
            assertThat(Duration.between(validity.notBefore(), due).multipliedBy(2))
                    .as("never before a grant may be redeemed")
                    .isGreaterThanOrEqualTo(validity.life());
        }
    }

    @Test
    void twoControlPlaneNodesOfAClusterNeverShareADay() {
        for (int i = 0; i < TRIES; i++) {
            int nodes = 2 + random.nextInt(7);
            RenewalPolicy spread = policy(Map.of("prod", controlPlane(nodes)));
            int one = random.nextInt(nodes);
            int other = (one + 1 + random.nextInt(nodes - 1)) % nodes;
            // 8 days of room for up to 8 nodes; the two leaves need not have the same life or age.
            Validity first = validity(between(Duration.ofDays(80), Duration.ofDays(800)));
            Validity second =
                    random.nextBoolean() ? first : validity(between(Duration.ofDays(80), Duration.ofDays(800)));

            assertThat(day(spread.due(first, lineage("cp-" + one), Optional.empty(), PROFILE)))
                    .isNotEqualTo(day(spread.due(second, lineage("cp-" + other), Optional.empty(), PROFILE)));
        }
    }

    @Test
    void threeControlPlaneNodesKeepApartFrom40DaysOfLifeOn() {
        RenewalPolicy spread = policy(Map.of("prod", controlPlane(3)));
        for (int i = 0; i < TRIES; i++) {
            Validity validity = validity(between(Duration.ofDays(40), Duration.ofDays(400)));
            Set<LocalDate> days = new HashSet<>();
            controlPlane(3)
                    .forEach(node -> days.add(day(spread.due(validity, lineage(node), Optional.empty(), PROFILE))));

            assertThat(days).hasSize(3);
        }
    }

    @Test
    void leavesOfOneNodeFallDueTogetherOrAWeekApart() {
        int together = 0;
        for (int i = 0; i < TRIES; i++) {
            Validity one = validity(between(Duration.ofDays(80), Duration.ofDays(400)));
            Instant later = one.notBefore().plus(between(Duration.ZERO, Duration.ofDays(7)));
            Validity other = random.nextBoolean()
                    ? new Validity(later, later.plus(one.life()))
                    : validity(between(Duration.ofDays(80), Duration.ofDays(400)));

            Instant first = policy.due(one, new Lineage("prod", "etcd-peer", "cp-1"), Optional.empty(), PROFILE);
            Instant second = policy.due(other, new Lineage("prod", "apiserver", "cp-1"), Optional.empty(), PROFILE);

            Duration apart = Duration.between(first, second).abs();
            assertThat(apart.isZero() || apart.compareTo(Duration.ofDays(7)) >= 0)
                    .as("%s and %s", first, second)
                    .isTrue();
            together += apart.isZero() ? 1 : 0;
        }
        assertThat(together).as("the rule is not kept by luck alone").isGreaterThan(TRIES / 10);
    }

    @Test
    void aClusterSetUpInOneGoFallsDueNodeByNode() {
        Validity year = new Validity(START, START.plus(Duration.ofDays(365)));
        RenewalPolicy spread = policy(Map.of("prod", controlPlane(3)));
        Set<Instant> moments = new HashSet<>();
        for (String node : controlPlane(3)) {
            for (String component : List.of("apiserver", "etcd-server", "etcd-peer", "scheduler")) {
                moments.add(spread.due(year, new Lineage("prod", component, node), Optional.empty(), component));
            }
        }

        assertThat(moments).hasSize(3);
    }

    @Test
    void workersSpreadOverTheWindow() {
        Validity quarter = new Validity(START, START.plus(Duration.ofDays(90)));
        Set<LocalDate> days = new HashSet<>();
        IntStream.range(0, 500)
                .mapToObj(number -> lineage("worker-" + number))
                .forEach(lineage -> days.add(day(policy.due(quarter, lineage, Optional.empty(), PROFILE))));

        // 0.1 of 90 d is 9 d wide; its days come in steps of 8.
        assertThat(days).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void lifeOfMinutesFallsDueWithinThatLife() {
        for (int seconds = 120; seconds <= 300; seconds++) {
            Validity minutes = new Validity(START, START.plusSeconds(seconds));

            Instant due = policy.due(minutes, lineage("cp-1"), Optional.empty(), PROFILE);

            assertThat(due).isBetween(minutes.at(0.5), minutes.at(0.6));
        }
    }

    @Test
    void leavesWithOneShortLifeOnOneNodeFallDueTogether() {
        Validity week = new Validity(START, START.plus(Duration.ofDays(7)));

        assertThat(policy.due(week, new Lineage("prod", "etcd-peer", "cp-1"), Optional.empty(), PROFILE))
                .isEqualTo(policy.due(week, new Lineage("prod", "kubelet", "x"), Optional.of("cp-1"), "kubelet"))
                .isNotEqualTo(policy.due(week, lineage("cp-2"), Optional.empty(), PROFILE));
    }

    @Test
    void aProfileMayHaveItsOwnWindow() {
        RenewalPolicy own = new RenewalPolicy(
                RenewalWindow.DEFAULT, Map.of("service", new RenewalWindow(0.7, 0.7, 0.9)), new NodeCalendar(Map.of()));
        Validity validity = new Validity(START, START.plus(Duration.ofDays(100)));

        assertThat(own.due(validity, lineage("cp-1"), Optional.empty(), "service"))
                .isEqualTo(START.plus(Duration.ofDays(70)));
        assertThat(own.late(validity, "service")).isEqualTo(START.plus(Duration.ofDays(90)));
        assertThat(own.late(validity, PROFILE)).isEqualTo(START.plus(Duration.ofDays(80)));
    }

    @Test
    void refusesWindowsThatOpenBeforeHalfOfTheLifeOrNeverClose() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RenewalWindow(0.49, 0.6, 0.8));
        assertThatIllegalArgumentException().isThrownBy(() -> new RenewalWindow(0.6, 0.5, 0.8));
        assertThatIllegalArgumentException().isThrownBy(() -> new RenewalWindow(0.5, 0.8, 0.8));
        assertThatIllegalArgumentException().isThrownBy(() -> new RenewalWindow(0.5, 0.6, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RenewalWindow(Double.NaN, 0.6, 0.8));
    }

    private Validity validity(Duration life) {
        Instant notBefore = START.plus(between(Duration.ZERO, Duration.ofDays(1_000)));
        return new Validity(notBefore, notBefore.plus(life));
    }

    private Duration between(Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    private static RenewalPolicy policy(Map<String, List<String>> controlPlanes) {
        return new RenewalPolicy(RenewalWindow.DEFAULT, Map.of(), new NodeCalendar(controlPlanes));
    }

    private static List<String> controlPlane(int nodes) {
        List<String> names = new ArrayList<>();
        IntStream.range(0, nodes).forEach(number -> names.add("cp-" + number));
        return names;
    }

    private static Lineage lineage(String node) {
        return new Lineage("prod", "etcd-peer", node);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
