package io.countersign.registry.core;

import io.countersign.contracts.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Hands revoke orders to the signer again that no CRL lists yet: because it refused them for the moment only, above all while it knows
 * no CRL to add to, or because nothing more was heard of them. An instance that accepted one and does not come back has taken it out
 * of {@code approvals}; whoever follows it must get it too, while it is young enough for one revoker. Who has it does nothing.
 */
public final class RevocationRetries {
    /** As for items; an order to revoke has no end, so after an hour it is tried for ever, but less often. */
    static final Duration PAUSE = Resubmission.PAUSE;

    static final Duration LONG_PAUSE = Duration.ofHours(1);
    static final int QUICK_TRIES = 20;

    private static final int MOST_AT_ONCE = 100;

    private final Transactions transactions;
    private final InstantSource clock;

    public RevocationRetries(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What a round found.
     *
     * @param submitted how many orders left again
     * @param waiting how many are with the signer and in no CRL yet
     */
    public record Round(int submitted, long waiting) {}

    /** From one try to the next. */
    static Duration pause(int tries) {
        return tries < QUICK_TRIES ? PAUSE : LONG_PAUSE;
    }

    /** Submits what is due. */
    public Round submit() throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.run(stores -> {
            int submitted = 0;
            for (GatheredRevocation revocation : stores.revocations().due(now, MOST_AT_ONCE)) {
                if (revocation.state() == GatheredRevocation.State.ORDERED) {
                    int tries = stores.revocations().tries(revocation.digest()) + 1;
                    stores.revocations().repeat(revocation, now, now.plus(pause(tries)));
                    submitted++;
                } else {
                    stores.revocations().drop(revocation);
                }
            }
            return new Round(submitted, stores.revocations().waiting());
        });
    }
}
