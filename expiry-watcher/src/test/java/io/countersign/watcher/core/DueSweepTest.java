package io.countersign.watcher.core;

import static io.countersign.watcher.core.Inventories.certificate;
import static io.countersign.watcher.core.Inventories.installed;
import static io.countersign.watcher.core.Inventories.issued;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.CertificateExpiring;
import io.countersign.contracts.event.InventoryChanged;
import io.countersign.contracts.event.RenewalDue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueSweepTest {
    private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Lineage LINEAGE = Lineage.parse("prod/etcd-peer/cp-1");
    private static final String CAUSE = "inventory-event";

    private final RenewalPolicy policy = new RenewalPolicy(RenewalWindow.DEFAULT, Map.of(), new NodeCalendar(Map.of()));
    private final HandClock clock = new HandClock(START);
    private final DueSweep sweep = new DueSweep(policy, Instant.MIN);

    @Test
    void tellsEachMilestoneOfALifeOnceInOrder() {
        sweep.arrive(issued(LINEAGE, certificate(1, START, YEAR)), CAUSE);

        List<Event> told = sweepDaily(sweep, 370);

        assertThat(told)
                .extracting(DueSweepTest::name)
                .containsExactly(
                        "renewal.due.v1",
                        "certificate.expiring.v1 1/3",
                        "renewal.late.v1",
                        "certificate.expiring.v1 14d",
                        "certificate.expiring.v1 7d",
                        "certificate.expiring.v1 1d",
                        "certificate.expired.v1");
        assertThat(told).allMatch(event -> event.subject().equals(LINEAGE.toString()));
        assertThat(told).allMatch(event -> event.causationId().orElseThrow().equals(CAUSE));
        RenewalDue due = told.get(0).data(RenewalDue.class);
        assertThat(due.basis()).isEqualTo("newest");
        assertThat(told.get(0).time()).isEqualTo(due.dueAt());
    }

    @Test
    void daysAreNotTheirOwnWarningInAShortLife() {
        sweep.arrive(issued(LINEAGE, certificate(1, START, Duration.ofDays(30))), CAUSE);

        assertThat(sweepDaily(sweep, 31))
                .extracting(DueSweepTest::name)
                .containsExactly(
                        "renewal.due.v1",
                        "certificate.expiring.v1 1/3",
                        "certificate.expiring.v1 7d",
                        "renewal.late.v1",
                        "certificate.expiring.v1 1d",
                        "certificate.expired.v1");
    }

    @Test
    void lifeOfTwoMinutesIsToldWithinItself() {
        sweep.arrive(issued(LINEAGE, certificate(1, START, Duration.ofMinutes(2))), CAUSE);

        assertThat(sweep.sweep(clock.advance(Duration.ofSeconds(59)))).isEmpty();
        assertThat(sweep.sweep(clock.advance(Duration.ofSeconds(14))))
                .extracting(Event::type)
                .containsExactly(EventType.RENEWAL_DUE);
        assertThat(sweep.sweep(clock.advance(Duration.ofSeconds(48))))
                .extracting(Event::type)
                .containsExactly(EventType.CERTIFICATE_EXPIRING, EventType.RENEWAL_LATE, EventType.CERTIFICATE_EXPIRED);
    }

    @Test
    void tellsNothingAgainAfterARestart() {
        InventoryChanged entry = issued(LINEAGE, certificate(1, START, YEAR));
        sweep.arrive(entry, CAUSE);
        assertThat(sweep.sweep(clock.advance(Duration.ofDays(230)))).hasSize(1);

        DueSweep restarted = new DueSweep(policy, sweep.mark());
        restarted.restore(entry, CAUSE);

        assertThat(restarted.sweep(clock.instant())).isEmpty();
        assertThat(restarted.lineages()).isOne();
    }

    @Test
    void tellsWhatCameDueWhileItWasDown() {
        InventoryChanged entry = issued(LINEAGE, certificate(1, START, YEAR));
        sweep.arrive(entry, CAUSE);
        assertThat(sweep.sweep(START)).isEmpty();

        DueSweep restarted = new DueSweep(policy, sweep.mark());
        restarted.restore(entry, CAUSE);

        assertThat(restarted.sweep(clock.advance(Duration.ofDays(230))))
                .extracting(Event::type)
                .containsExactly(EventType.RENEWAL_DUE);
    }

    @Test
    void renewedLineageDoesNotFallDueForItsFormerCertificate() {
        sweep.arrive(issued(LINEAGE, certificate(1, START, YEAR)), CAUSE);
        InventoryChanged.Entry renewed = certificate(2, START.plus(Duration.ofDays(180)), YEAR);
        sweep.arrive(issued(LINEAGE, renewed), CAUSE);

        assertThat(sweep.sweep(clock.advance(YEAR))).isEmpty();
        assertThat(sweep.sweep(clock.advance(Duration.ofDays(38))))
                .extracting(event -> event.data(RenewalDue.class).id())
                .containsExactly(renewed.id());
    }

    @Test
    void whatIsInstalledDecidesEvenWhenNewerIsIssued() {
        InventoryChanged.Entry old = certificate(1, START, YEAR);
        InventoryChanged.Entry renewed = certificate(2, START.plus(Duration.ofDays(180)), YEAR);
        sweep.arrive(installed(LINEAGE, renewed, old, "cp-1"), CAUSE);

        RenewalDue due = sweep.sweep(clock.advance(Duration.ofDays(220))).get(0).data(RenewalDue.class);

        assertThat(due.id()).isEqualTo(old.id());
        assertThat(due.basis()).isEqualTo("installed");
    }

    @Test
    void installationOfTheSameCertificateIsNoReasonToTellAgain() {
        InventoryChanged.Entry entry = certificate(1, START, YEAR);
        sweep.arrive(issued(LINEAGE, entry), CAUSE);
        assertThat(sweep.sweep(clock.advance(Duration.ofDays(220)))).hasSize(1);

        // The node reported is another than the instance, so the due moment moves.
        sweep.arrive(installed(LINEAGE, entry, entry, "another-node"), CAUSE);

        assertThat(sweepDaily(sweep, 150)).extracting(Event::type).doesNotContain(EventType.RENEWAL_DUE);
    }

    @Test
    void momentMovedBehindTheMarkIsToldOnce() {
        InventoryChanged.Entry entry = certificate(1, START, YEAR);
        Validity validity = new Validity(entry.notBefore(), entry.notAfter());
        Lineage late = lineageDue(validity, true);
        String earlyNode = lineageDue(validity, false).instance();
        sweep.arrive(issued(late, entry), CAUSE);
        Instant between = START.plus(Duration.ofDays(198));
        assertThat(sweep.sweep(between)).isEmpty();

        sweep.arrive(installed(late, entry, entry, earlyNode), CAUSE);

        assertThat(sweep.sweep(between)).extracting(Event::type).containsExactly(EventType.RENEWAL_DUE);
        assertThat(sweep.sweep(between.plus(Duration.ofDays(30)))).isEmpty();
    }

    @Test
    void newcomerThatIsOverdueIsToldAtOnce() {
        assertThat(sweep.sweep(clock.advance(Duration.ofDays(300)))).isEmpty();

        sweep.arrive(issued(LINEAGE, certificate(1, START, YEAR)), CAUSE);

        assertThat(sweep.sweep(clock.instant()))
                .extracting(DueSweepTest::name)
                .containsExactly("renewal.due.v1", "certificate.expiring.v1 1/3", "renewal.late.v1");
    }

    @Test
    void removedLineageIsForgotten() {
        sweep.arrive(issued(LINEAGE, certificate(1, START, YEAR)), CAUSE);
        sweep.remove(LINEAGE);

        assertThat(sweep.lineages()).isZero();
        assertThat(sweep.next()).isEmpty();
        assertThat(sweep.sweep(clock.advance(YEAR))).isEmpty();
    }

    @Test
    void clockSetBackTellsNothingTwiceAndNothingEarly() {
        InventoryChanged entry = issued(LINEAGE, certificate(1, START, YEAR));
        sweep.arrive(entry, CAUSE);
        Instant ahead = clock.advance(Duration.ofDays(230));
        assertThat(sweep.sweep(ahead)).hasSize(1);

        clock.set(START);
        assertThat(sweep.sweep(clock.instant())).isEmpty();
        assertThat(sweep.mark()).isEqualTo(ahead);
        DueSweep restarted = new DueSweep(policy, sweep.mark());
        restarted.restore(entry, CAUSE);
        Lineage newcomer = Lineage.parse("prod/etcd-peer/cp-2");
        restarted.arrive(issued(newcomer, certificate(2, START, Duration.ofDays(30))), CAUSE);

        assertThat(restarted.sweep(clock.instant())).as("set back").isEmpty();
        assertThat(sweepDaily(restarted, 20))
                .as("the newcomer's own time")
                .extracting(Event::subject)
                .containsOnly(newcomer.toString());
    }

    private List<Event> sweepDaily(DueSweep swept, int days) {
        List<Event> told = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            told.addAll(swept.sweep(clock.advance(Duration.ofDays(1))));
        }
        return told;
    }

    private Lineage lineageDue(Validity validity, boolean late) {
        Instant middle = START.plus(Duration.ofDays(198));
        for (int number = 0; ; number++) {
            Lineage lineage = new Lineage("prod", "etcd-peer", "node-" + number);
            Instant due = policy.due(validity, lineage, Optional.empty(), Inventories.PROFILE);
            if (due.isAfter(middle) == late) {
                return lineage;
            }
        }
    }

    static String name(Event event) {
        String type = event.type().wireName().substring(EventType.PREFIX.length());
        return event.data() instanceof CertificateExpiring expiring ? type + " " + expiring.threshold() : type;
    }
}
