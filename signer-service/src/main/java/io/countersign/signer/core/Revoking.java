package io.countersign.signer.core;

import io.countersign.orders.TrustedIssuer;
import java.util.Collection;
import java.util.function.Supplier;

/** Everything that keeps the CRLs, put together over one memory. */
public record Revoking(CrlBook book, Revocations revocations, CrlPlans plans, CrlSigner signer) {
    /**
     * Knows nothing yet.
     *
     * @param issuers whose CA files are pinned; those without a CRL are left out
     */
    public static Revoking of(
            Supplier<TrustView> trust,
            Collection<TrustedIssuer> issuers,
            CrlSpool spool,
            Token token,
            SteadyClock clock,
            CrlWatch watch) {
        CrlBook book = new CrlBook(issuers, spool, watch);
        RevocationQueue queue = new RevocationQueue(spool);
        Revocations revocations = new Revocations(trust, book, queue, spool, clock, watch);
        CrlPlans plans = new CrlPlans(trust, book, queue, revocations, watch);
        return new Revoking(
                book, revocations, plans, new CrlSigner(book, queue, revocations, plans, token, clock, watch));
    }
}
