package io.countersign.watcher.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.InventoryChanged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells what has come due between the sweep mark and now, for the lineages of one partition.
 *
 * <p>Each milestone of a certificate is told once, over restarts too, provided the caller commits mark and events together: an
 * entry that stood in the table when the mark was committed has been told of up to the mark ({@link #restore}); an entry that
 * came later has not ({@link #arrive}), even if its milestones lie before the mark. After a failed commit the sweep is thrown
 * away and built again. Not for several threads.
 *
 * <p>A clock that is set back moves no mark back, so nothing is told twice; what comes due meanwhile waits until the clock has
 * passed it.
 */
public final class DueSweep {
    private final RenewalPolicy policy;
    private final ExpiryTimeline timeline = new ExpiryTimeline();
    private Instant mark;

    /** @param mark up to where all milestones have been told; {@link Instant#MIN} when none has */
    public DueSweep(RenewalPolicy policy, Instant mark) {
        this.policy = policy;
        this.mark = mark;
    }

    /**
     * Takes in an entry that stood in the table at the mark.
     *
     * @param cause id of its event
     */
    public void restore(InventoryChanged entry, String cause) {
        timeline.replace(schedule(entry, cause).after(mark));
    }

    /**
     * Takes in an entry that is new since the mark.
     *
     * @param cause id of its event
     */
    public void arrive(InventoryChanged entry, String cause) {
        Schedule fresh = schedule(entry, cause);
        Optional<Schedule> told = timeline.of(entry.lineage())
                .filter(former ->
                        former.certificate().id().equals(fresh.certificate().id()));
        timeline.replace(told.map(fresh::without).orElse(fresh));
    }

    public void remove(Lineage lineage) {
        timeline.remove(lineage);
    }

    /** What has come due by now and was not told; the mark moves. Costs as much as there is to tell. */
    public List<Event> sweep(Instant now) {
        if (now.isAfter(mark)) {
            mark = now;
        }
        return timeline.passed(now).stream().map(Announcement::event).toList();
    }

    public Instant mark() {
        return mark;
    }

    /** When there is something to tell next. */
    public Optional<Instant> next() {
        return timeline.next();
    }

    /** Lineages watched. */
    public int lineages() {
        return timeline.size();
    }

    private Schedule schedule(InventoryChanged entry, String cause) {
        WatchedCertificate certificate = WatchedCertificate.of(entry, cause);
        return new Schedule(certificate, Milestone.of(certificate, policy));
    }
}
