package io.countersign.registry.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.UnreadableException;
import io.countersign.orders.TrustDocument;

/** Checks of what another service says: another registry may have taken a trust version that this one does not know yet. */
final class NewestTrust {
    private final TrustBoard trust;

    NewestTrust(TrustBoard trust) {
        this.trust = trust;
    }

    /** A check under one version. */
    @FunctionalInterface
    interface Check<T> {
        T under(TrustDocument document) throws UnreadableException;
    }

    /** The check's answer under the version known here; failing that, under the newest in the database. */
    <T> T ask(Check<T> check, Stores stores) throws UnreadableException {
        TrustDocument known = trust.get().document();
        try {
            return check.under(known);
        } catch (UnreadableException fault) {
            TrustDocument newest = newest(stores);
            if (newest.version() == known.version()) {
                throw fault;
            }
            return check.under(newest);
        }
    }

    private TrustDocument newest(Stores stores) {
        try {
            return trust.refresh(stores).document();
        } catch (RefusedException unfollowable) {
            return trust.get().document();
        }
    }
}
