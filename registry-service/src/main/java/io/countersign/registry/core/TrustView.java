package io.countersign.registry.core;

import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;

/** What the early checks go by at one moment: one version of the trust document, and the stops as verified under it. */
public record TrustView(TrustDocument document, Stops stops) {
    /** A version with nothing stopped. */
    public static TrustView of(TrustDocument document) {
        return new TrustView(document, Stops.NONE);
    }
}
