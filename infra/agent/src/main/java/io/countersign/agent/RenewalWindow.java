package io.countersign.agent;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When a certificate may and when it must be renewed, from its own dates alone: a message that all members of an etcd cluster are
 * due at once must not be obeyed, and silence must not let a certificate expire (security 1.1, row "expiry-watcher").
 *
 * @param opens before this a hint from outside is ignored: half of the life
 * @param timer the agent starts on its own: 80 % of the life
 */
record RenewalWindow(Instant opens, Instant timer) {

    static RenewalWindow of(X509Certificate certificate) {
        Instant start = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(start, certificate.getNotAfter().toInstant());
        return new RenewalWindow(
                start.plus(life.dividedBy(2)), start.plus(life.multipliedBy(8).dividedBy(10)));
    }

    boolean open(Instant now) {
        return !now.isBefore(opens);
    }

    boolean timerExpired(Instant now) {
        return !now.isBefore(timer);
    }
}
