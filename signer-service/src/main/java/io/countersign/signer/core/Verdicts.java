package io.countersign.signer.core;

import io.countersign.orders.Decision;
import io.countersign.orders.SerialSource;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.SignedItem;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.Verdict;
import java.time.Instant;

/** The pure verdict with this signer's trust document and serials; both loops ask it the same way. */
final class Verdicts {
    private final TrustDocument trust;
    private final SerialSource serials;

    Verdicts(TrustDocument trust, SerialSource serials) {
        this.trust = trust;
        this.serials = serials;
    }

    TrustDocument trust() {
        return trust;
    }

    Verdict at(SignedItem signed, Instant now) throws OutageException {
        try {
            return Decision.decide(trust, signed, now, serials);
        } catch (SerialUnavailableException e) {
            throw new OutageException(e.getMessage(), e);
        }
    }
}
