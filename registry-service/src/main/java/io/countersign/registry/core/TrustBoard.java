package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What the early checks go by now: the newest version of the trust document that the log holds, and the stops. Every registry of an
 * installation reads both from the database, so each follows what another one took. Safe for many threads.
 */
public final class TrustBoard implements Supplier<TrustView> {
    private static final long NOTHING_READ = -1;

    private final TrustDocument pinned;
    private final InstantSource clock;
    private TrustChain chain;
    private long stopsRead = NOTHING_READ;
    private volatile TrustView view;

    /** Goes by the pinned version alone until it is refreshed. */
    public TrustBoard(TrustDocument pinned, InstantSource clock) {
        this.pinned = pinned;
        this.clock = clock;
        this.chain = TrustChain.of(pinned);
        this.view = TrustView.of(pinned);
    }

    @Override
    public TrustView get() {
        return view;
    }

    /** The version that the configuration vouches for. */
    TrustDocument pinned() {
        return pinned;
    }

    /** Of the document that the configuration vouches for. */
    public long pinnedVersion() {
        return pinned.version();
    }

    /** Takes what is new in the database. */
    public void refresh(Transactions transactions) throws RefusedException {
        transactions.run(this::refresh);
    }

    /**
     * As {@link #refresh(Transactions)}, inside a transaction.
     *
     * @throws RefusedException when a stored version does not follow from the pinned one; stops are taken all the same
     */
    synchronized TrustView refresh(Stores stores) throws RefusedException {
        Instant now = clock.instant();
        try {
            for (Bytes file : stores.trustVersions().loggedAfter(chain.current().version())) {
                chain = chain.with(file.toArray(), now);
            }
        } finally {
            TrustDocument current = chain.current();
            long stops = stores.stops().count();
            if (stops != stopsRead || current.version() != view.document().version()) {
                view = new TrustView(current, Stops.of(current, stores.stops().all(), now));
                stopsRead = stops;
            }
        }
        return view;
    }
}
