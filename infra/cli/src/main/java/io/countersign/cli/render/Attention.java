package io.countersign.cli.render;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Whether a certificate needs a person. Days alone would cry wolf over a life of 8 hours, share of life alone would stay silent
 * about a year-long one, so both must say so (product A5).
 */
public final class Attention {
    /** 720 hours, as kubeadm users write it. */
    public static final Duration WITHIN = Duration.ofDays(30);
    /** Components whose certificates are meant to run out: nobody renews a person's 8 hours. */
    private static final Set<String> ENDS_BY_DESIGN = Set.of("user", "super-admin");

    private Attention() {}

    public static boolean needed(String component, Instant notBefore, Instant notAfter, Instant now) {
        if (ENDS_BY_DESIGN.contains(component)) {
            return false;
        }
        Duration left = Duration.between(now, notAfter);
        Duration life = Duration.between(notBefore, notAfter);
        return left.compareTo(WITHIN) < 0 && left.compareTo(life.dividedBy(3)) < 0;
    }
}
