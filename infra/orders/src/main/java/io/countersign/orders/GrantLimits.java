package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.GRANT_ENDED;
import static io.countersign.contracts.RefusalCode.GRANT_GAP_NOT_ALLOWED;
import static io.countersign.contracts.RefusalCode.GRANT_LIFE_TOO_LONG;
import static io.countersign.contracts.RefusalCode.GRANT_TOO_LONG;
import static io.countersign.contracts.RefusalCode.PROFILE_NOT_GRANTABLE;

import io.countersign.contracts.RefusedException;
import io.countersign.x509.Profile;
import io.countersign.x509.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What no quorum can grant: compiled, like the floor of the profiles (security 2.4 and 3.1). */
final class GrantLimits {
    static final Duration LONGEST = Duration.ofDays(400);

    /** Longest chain of successors; a service certificate of 7 d renewed every quarter of its life takes 230 in 400 d. */
    static final int MOST_SUCCESSIONS = 1000;

    /** Identities of people, and certificates that administer Countersign itself (security 3.3). */
    private static final Set<String> ALWAYS_PEOPLE = Set.of("infrastructure", "person", "user");

    private GrantLimits() {}

    static void check(GrantOrder order, GrantText grant, Profile profile, Instant now) throws RefusedException {
        if (alwaysTakesPeople(profile)) {
            throw new RefusedException(PROFILE_NOT_GRANTABLE, profile.name() + " (" + profile.tier() + ")");
        }
        Instant latest = order.issuedAt().plus(LONGEST);
        if (grant.until().isAfter(latest) || !grant.since().isBefore(grant.until())) {
            throw new RefusedException(
                    GRANT_TOO_LONG, "from " + grant.since() + " until " + grant.until() + ", at most until " + latest);
        }
        if (grant.life().isZero() || grant.life().compareTo(profile.maxLifetime()) > 0) {
            throw new RefusedException(
                    GRANT_LIFE_TOO_LONG,
                    grant.life() + " is not within the " + profile.maxLifetime() + " of " + profile.name());
        }
        requireBounded(grant);
        if (!now.isBefore(grant.until())) {
            throw new RefusedException(GRANT_ENDED, "ended at " + grant.until());
        }
    }

    /**
     * Names of profiles are the operator's to choose, so those of other names are told by the CA that issues them: beside the
     * agents' and the services' own, these two CAs name people and administrators.
     */
    private static boolean alwaysTakesPeople(Profile profile) {
        String component = profile.component();
        boolean own =
                switch (profile.issuer()) {
                    case "clients" -> !component.equals("agent");
                    case "services" -> !component.equals("service");
                    default -> false;
                };
        return profile.tier() == Tier.T0
                || ALWAYS_PEOPLE.contains(profile.name())
                || ALWAYS_PEOPLE.contains(component)
                || own;
    }

    private static void requireBounded(GrantText grant) throws RefusedException {
        Duration gap = grant.gap();
        if (gap.isZero() || gap.multipliedBy(2).compareTo(grant.life()) > 0) {
            // A longer gap would leave no time between the middle of a life and its end.
            throw new RefusedException(GRANT_GAP_NOT_ALLOWED, gap + " in a life of " + grant.life());
        }
        long successions = Duration.between(grant.since(), grant.until()).dividedBy(gap);
        if (successions > MOST_SUCCESSIONS) {
            throw new RefusedException(
                    GRANT_GAP_NOT_ALLOWED,
                    "a gap of " + gap + " allows " + successions + " successors, more than " + MOST_SUCCESSIONS);
        }
    }
}
