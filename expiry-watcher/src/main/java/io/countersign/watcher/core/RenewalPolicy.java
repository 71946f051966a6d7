package io.countersign.watcher.core;

import io.countersign.contracts.Lineage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * When a renewal falls due: a pure function of validity, lineage, node and profile.
 *
 * <ul>
 *   <li>Always within the profile's window of the real life, so never before half of it.
 *   <li>Leaves of one node fall due at the same moment, or, where the window is 8 days or more, at least 8 days apart: a node
 *       restarts its components once a week at most.
 *   <li>Two control-plane nodes of one cluster never fall due on the same UTC day, if the window has as many days as the next
 *       power of two above their number: with the default window, 40 days of life for three or four nodes.
 *   <li>Where the window is shorter than a day, leaves with the same validity on one node fall due together.
 * </ul>
 */
public final class RenewalPolicy {
    private final RenewalWindow byDefault;
    private final Map<String, RenewalWindow> byProfile;
    private final NodeCalendar calendar;

    public RenewalPolicy(RenewalWindow byDefault, Map<String, RenewalWindow> byProfile, NodeCalendar calendar) {
        this.byDefault = byDefault;
        this.byProfile = Map.copyOf(byProfile);
        this.calendar = calendar;
    }

    public Instant due(Validity validity, Lineage lineage, Optional<String> reportedNode, String profile) {
        RenewalWindow window = window(profile);
        Instant from = validity.at(window.from());
        Duration width = Duration.between(from, validity.at(window.to()));
        String node = NodeCalendar.node(lineage, reportedNode);
        if (width.toDays() >= 1) {
            return calendar.next(lineage.cluster(), node, from, Long.highestOneBit(width.toDays()));
        }
        return from.plusMillis((long) (width.toMillis() * calendar.fraction(lineage.cluster(), node)));
    }

    public Instant late(Validity validity, String profile) {
        return validity.at(window(profile).late());
    }

    private RenewalWindow window(String profile) {
        return byProfile.getOrDefault(profile, byDefault);
    }
}
