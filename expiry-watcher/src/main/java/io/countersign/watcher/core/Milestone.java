package io.countersign.watcher.core;

import io.countersign.contracts.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A moment in a certificate's life that is told once.
 *
 * @param threshold what is left of the life, {@code 1/3} or days; empty except for {@link EventType#CERTIFICATE_EXPIRING}
 */
record Milestone(Instant at, EventType type, String threshold) {
    private static final int WARNING_SHARE = 3;
    private static final List<Integer> WARNING_DAYS = List.of(14, 7, 1);
    private static final Comparator<Milestone> IN_TIME =
            Comparator.comparing(Milestone::at).thenComparing(Milestone::type);

    /** What does not change when the same certificate's milestones are computed again. */
    boolean isSameKind(Milestone other) {
        return type == other.type && threshold.equals(other.threshold);
    }

    /** Every milestone of a certificate, in order of time. */
    static List<Milestone> of(WatchedCertificate certificate, RenewalPolicy policy) {
        Validity validity = certificate.validity();
        Instant due = policy.due(validity, certificate.lineage(), certificate.node(), certificate.profile());
        List<Milestone> milestones = new ArrayList<>();
        milestones.add(new Milestone(due, EventType.RENEWAL_DUE, ""));
        milestones.add(new Milestone(policy.late(validity, certificate.profile()), EventType.RENEWAL_LATE, ""));
        Duration third = validity.life().dividedBy(WARNING_SHARE);
        milestones.add(warning(validity, third, "1/" + WARNING_SHARE));
        for (int days : WARNING_DAYS) {
            Duration left = Duration.ofDays(days);
            // Days say something only when they come behind the warning by share: 14 d of a life of 30 d are half of
            // it.
            if (left.compareTo(third) < 0) {
                milestones.add(warning(validity, left, days + "d"));
            }
        }
        milestones.add(new Milestone(validity.notAfter(), EventType.CERTIFICATE_EXPIRED, ""));
        milestones.sort(IN_TIME);
        return List.copyOf(milestones);
    }

    private static Milestone warning(Validity validity, Duration left, String threshold) {
        return new Milestone(validity.notAfter().minus(left), EventType.CERTIFICATE_EXPIRING, threshold);
    }
}
