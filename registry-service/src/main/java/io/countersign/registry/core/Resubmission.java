package io.countersign.registry.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrRefused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Submits again what the signer refused for the moment only, above all over a robot's budget: a signer that holds nothing back is a
 * signer that cannot be clogged (design 5). The order's use-by ends it.
 */
public final class Resubmission {
    /** A token of the signer's budgets comes back in this time. */
    static final Duration PAUSE = Duration.ofMinutes(3);

    static final int MOST_TRIES = 20;

    private static final int MOST_AT_ONCE = 100;

    private final Transactions transactions;
    private final InstantSource clock;

    public Resubmission(Transactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Plans the next try after a refusal. @return false when the refusal is the last word */
    static boolean plan(Event event, CsrRefused told, Stores stores) {
        if (!told.retryable()) {
            return false;
        }
        Optional<Request> request = stores.requests().lock(told.request()).filter(asked -> waits(asked, told.order()));
        Optional<Resubmissions.Item> item =
                request.flatMap(asked -> stores.resubmissions().find(told.request(), told.order()));
        Instant dueAt = event.time().plus(PAUSE);
        if (item.isEmpty()
                || item.get().tries() >= MOST_TRIES
                || !dueAt.isBefore(item.get().useBy())) {
            return false;
        }
        if (item.get().dueAt().isEmpty()) {
            stores.resubmissions().schedule(item.get(), dueAt);
            stores.timeline()
                    .add(TimelineEntry.of(
                            event.time(),
                            request.get(),
                            "refused for now",
                            Optional.of(told.code() + ": " + told.detail() + "; submitted again at " + dueAt)));
        }
        return true;
    }

    /** Submits what is due. @return how many items */
    public int submit() throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return transactions.run(stores -> {
            int submitted = 0;
            for (Resubmissions.Item item : stores.resubmissions().due(now, MOST_AT_ONCE)) {
                Optional<Request> request =
                        stores.requests().find(item.request()).filter(asked -> waits(asked, item.order()));
                if (request.isEmpty() || !now.isBefore(item.useBy())) {
                    stores.resubmissions().drop(item);
                    continue;
                }
                stores.resubmissions().repeat(item, now);
                stores.timeline()
                        .add(TimelineEntry.of(
                                now,
                                request.get(),
                                "submitted again",
                                Optional.of("try " + (item.tries() + 1) + " of " + MOST_TRIES)));
                submitted++;
            }
            stores.resubmissions().forgetPast(now);
            return submitted;
        });
    }

    private static boolean waits(Request request, Sha256 order) {
        return request.state() == RequestState.APPROVED && request.order().equals(Optional.of(order));
    }
}
