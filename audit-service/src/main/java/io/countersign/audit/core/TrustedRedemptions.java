package io.countersign.audit.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;

/**
 * Which redemptions count: those that the signer's own check accepts at the time they were signed. So only the live
 * certificate's key can use its grant up, not whoever can write to the broker. Stops do not count here: a redemption under a
 * stopped lineage is still one by that key. An intent names the version of the trust document that it was decided under; naming an
 * older one helps nobody, since the live certificate's key must have signed all the same.
 */
public final class TrustedRedemptions {
    private final TrustVersions trust;

    public TrustedRedemptions(TrustVersions trust) {
        this.trust = trust;
    }

    /** What this intent redeems; it must come with a redemption. */
    Redeemed verified(CertificateIntended intended) throws RefusedException {
        ApprovedItem approved = Decision.check(
                trust.version(intended.trust()).orElseGet(trust::newest),
                Stops.NONE,
                SignedItem.of(intended),
                Redeemed.order(intended).issuedAt());
        return Redeemed.of(approved.order(), approved.item()).orElseThrow();
    }
}
