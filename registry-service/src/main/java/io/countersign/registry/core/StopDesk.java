package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopCheck;
import io.countersign.orders.StopTarget;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes stops and lifts, and tells them to everybody at once. Who may sign them is checked here early, and by every signer. */
public final class StopDesk {
    private final TrustBoard trust;
    private final Transactions transactions;
    private final InstantSource clock;

    public StopDesk(TrustBoard trust, Transactions transactions, InstantSource clock) {
        this.trust = trust;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What came of a stop.
     *
     * @param created false when these signatures were known
     */
    public record Ordered(Stop stop, boolean created) {}

    /** Takes a stop, or further signatures of one that is known: it then outlives any one of its officers. */
    public Ordered order(SignedStop signed) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TrustDocument document = trust.get().document();
        Stop stop = StopCheck.verify(document, signed, now);
        Ordered ordered = transactions.run(stores -> {
            List<SignedStop> copies = new ArrayList<>(List.of(stop.signed()));
            for (SignedStop known : stores.stops().all()) {
                if (known.payload().equals(signed.payload())) {
                    copies.add(known);
                }
            }
            Stop joined = Stops.of(document, copies, now).all().get(0);
            boolean news = stores.stops().add(joined.digest(), joined.signed(), now);
            if (news) {
                tell(joined, stores, now);
            }
            return new Ordered(joined, news);
        });
        trust.refresh(transactions);
        return ordered;
    }

    private static void tell(Stop stop, Stores stores, Instant now) {
        SignedStop signed = stop.signed();
        String event = stores.announcements()
                .announce(
                        EventType.STOP_ORDERED,
                        "stop/" + stop.digest(),
                        now,
                        new StopOrdered(signed.payload(), signed.approvals()),
                        Optional.empty());
        if (stop.target() instanceof StopTarget.Freeze freeze
                && freeze.lineage().isPresent()) {
            stores.timeline()
                    .add(TimelineEntry.told(
                            now,
                            freeze.lineage().get(),
                            Optional.empty(),
                            "frozen by " + String.join(", ", stop.officers()),
                            Optional.of(stop.order().reason() + ", stop " + stop.digest()),
                            event));
        }
    }
}
