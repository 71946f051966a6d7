package io.countersign.registry.core;

import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/** Tells each lineage of a revoke order what becomes of it. */
record RevocationNotes(Stores stores, RevocationOrder order) {
    void tell(Instant at, String what, String detail) {
        TreeSet<String> told = new TreeSet<>();
        for (Revoked revoked : order.certificates()) {
            if (told.add(revoked.lineage().toString())) {
                stores.timeline()
                        .add(new TimelineEntry(
                                at, revoked.lineage(), Optional.empty(), what, Optional.of(detail), Optional.empty()));
            }
        }
    }
}
