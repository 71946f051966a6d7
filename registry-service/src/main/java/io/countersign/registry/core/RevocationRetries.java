package io.countersign.registry.core;

import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Hands revoke orders to the signer again that it refused for the moment only, above all while it knows no CRL to add to. */
public final class RevocationRetries {
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

    /** Submits what is due. */
    public Round submit() throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.run(stores -> {
            int submitted = 0;
            for (GatheredRevocation revocation : stores.revocations().due(now, MOST_AT_ONCE)) {
                if (revocation.state() == GatheredRevocation.State.ORDERED) {
                    stores.revocations().repeat(revocation, now);
                    submitted++;
                } else {
                    stores.revocations().drop(revocation);
                }
            }
            return new Round(submitted, stores.revocations().waiting());
        });
    }
}
