package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationOrder;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The next CRL of an issuer: what is known and what verified orders add, and nothing else. The same whoever computes it.
 *
 * @param previous SHA-256 of the to-be-signed bytes of the CRL it follows
 */
record CrlDraft(TbsCrl tbs, Sha256 previous) {
    /**
     * What follows from a state with at least one CRL.
     *
     * @param orders verified; the first one that names a certificate counts
     * @param thisUpdate in whole seconds
     * @throws IllegalArgumentException when a CRL cannot take that much
     */
    static CrlDraft of(CrlState state, List<RevocationOrder> orders, Instant thisUpdate) {
        Crl newest = state.newest().orElseThrow();
        Map<SerialNumber, CrlEntry> entries = new HashMap<>();
        state.entries().forEach(entry -> entries.put(entry.serial(), entry));
        orders.forEach(order -> order.entries().forEach(entry -> entries.putIfAbsent(entry.serial(), entry)));
        TbsCrl tbs = TbsCrl.build(
                state.issuer().certificate(),
                Crl.numberAfter(newest.number(), thisUpdate),
                thisUpdate,
                entries.values());
        return new CrlDraft(tbs, newest.tbs());
    }

    /** The intent to sign it. */
    CrlIntended intended(List<SignedRevocation> orders, Sha256 trust) {
        return new CrlIntended(
                tbs.issuer().digest(),
                tbs.number(),
                tbs.thisUpdate(),
                tbs.nextUpdate(),
                tbs.digest(),
                previous,
                tbs.entries().size(),
                orders,
                trust);
    }
}
