package io.countersign.hsm;

import java.time.Duration;

/**
 * How long to keep trying to reach an HSM again.
 *
 * @param firstPause wait after the first failed attempt; doubles from there
 * @param longestPause cap of the wait
 * @param attempts failures in a row after which the token is given up; each failed one may cost a file descriptor and a
 *     loaded copy of the module, so this is also a bound on what recovery can leak
 */
public record RecoveryPolicy(Duration firstPause, Duration longestPause, int attempts) {
    /** About ten minutes of trying, then the process ends and its supervisor starts it with nothing leaked. */
    public static final RecoveryPolicy DEFAULT = new RecoveryPolicy(Duration.ofMillis(250), Duration.ofSeconds(15), 45);

    public RecoveryPolicy {
        if (firstPause.isNegative() || firstPause.isZero() || longestPause.compareTo(firstPause) < 0 || attempts < 1) {
            throw new IllegalArgumentException(
                    "a recovery policy needs 0 < first pause <= longest pause, attempts > 0");
        }
    }
}
