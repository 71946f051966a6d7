package io.countersign.orders;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One key that may approve, and for whom: roles of people live here and never in certificates (design 3, rule 5).
 *
 * @param person id that the operator chose; several keys may belong to one person, who counts once
 * @param clusters names of clusters, or {@link #EVERY_CLUSTER}
 * @param until the entry counts strictly before this time
 */
public record RosterEntry(String person, Kind kind, JwsKey key, Set<Role> roles, Set<String> clusters, Instant until) {
    public static final String EVERY_CLUSTER = "*";

    /** Who holds the key. */
    public enum Kind {
        HUMAN,
        /** The connector of one cluster. */
        ROBOT,
        /** An outside approval system: counts once and never alone above tier T2 (security 1.1). */
        SYSTEM;

        static Optional<Kind> of(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst();
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the holder may sign. */
    public enum Role {
        APPROVER,
        OFFICER,
        REVOKER;

        static Optional<Role> of(String wireName) {
            return Arrays.stream(values())
                    .filter(role -> role.wireName().equals(wireName))
                    .findFirst();
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RosterEntry {
        roles = Set.copyOf(roles);
        clusters = Set.copyOf(clusters);
    }

    public boolean isActive(Instant now) {
        return now.isBefore(until);
    }

    public boolean has(Role role, String cluster) {
        return roles.contains(role) && isFor(cluster);
    }

    /** Whether the entry says anything about this cluster. */
    boolean isFor(String cluster) {
        return clusters.contains(EVERY_CLUSTER) || clusters.contains(cluster);
    }
}
