package io.countersign.audit.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which redemptions count. The invariant is that <b>whatever a signer can sign under a standing grant is counted here</b>; more may
 * be, but only what the live certificate's key has signed, so that whoever can write to the broker uses up nobody's grant:
 *
 * <ul>
 *   <li>The rules are the signer's own ({@link Decision}). It asks them for now and for the time at which the order says to be made;
 *       here they are asked for the latter, the only one of the two that an index made anew still knows.
 *   <li>Stops do not count: they only take away from what a signer signs, and so does what it knows of revocations and pinned
 *       issuers. A redemption under a stopped lineage is still one by that key.
 *   <li>Every version of the trust document that was a leaf before this one is tried. A signer admits an order only by one of them,
 *       and whoever has no admitted order does not know the serial that an intent must have. The version that the intent names has
 *       no part in it: whoever owns the broker can have a copy logged that names any.
 * </ul>
 */
public final class TrustedRedemptions {
    private final TrustVersions trust;

    public TrustedRedemptions(TrustVersions trust) {
        this.trust = trust;
    }

    /** What the intent of this leaf redeems; it must come with a redemption. The refusal is that of the newest version. */
    Redeemed verified(long leaf, CertificateIntended intended) throws RefusedException {
        SignedItem signed = SignedItem.of(intended);
        Instant made = Redeemed.order(intended).issuedAt();
        List<RefusedException> refusals = new ArrayList<>();
        for (TrustDocument version : trust.before(leaf)) {
            try {
                ApprovedItem approved = Decision.check(version, Stops.NONE, signed, made);
                return Redeemed.of(approved.order(), approved.item()).orElseThrow();
            } catch (RefusedException e) {
                refusals.add(e);
            }
        }
        throw refusals.get(0);
    }
}
