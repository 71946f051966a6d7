package io.countersign.signer.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.Sha256;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.Decision;
import io.countersign.orders.SerialSource;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.SignedItem;
import io.countersign.orders.StandingGrant;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.Verdict;
import io.countersign.x509.IssuerCertificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The pure verdict with what this signer believes now and its serials; both loops ask it the same way. */
public final class Verdicts {
    private final Supplier<TrustView> trust;
    private final SerialSource serials;
    private final Set<Sha256> pinned;
    private final RevokedSerials revoked;

    /**
     * Verdicts of one signer.
     *
     * @param pinned issuers that the configuration names by a file; a trust document alone adds none
     * @param revoked the CRLs; no renewal is decided without them
     */
    public Verdicts(
            Supplier<TrustView> trust,
            SerialSource serials,
            Collection<IssuerCertificate> pinned,
            RevokedSerials revoked) {
        this.trust = trust;
        this.serials = serials;
        this.pinned = pinned.stream().map(IssuerCertificate::digest).collect(Collectors.toUnmodifiableSet());
        this.revoked = revoked;
    }

    TrustView trust() {
        return trust.get();
    }

    /** Under what is believed now. */
    Verdict at(SignedItem signed, Instant now) throws OutageException, CrlsUnreadException {
        TrustView view = trust.get();
        Verdict verdict = decide(view.document(), view.stops(), signed, now);
        if (verdict instanceof Verdict.Plan plan) {
            return objection(plan.approved()).<Verdict>map(Verdict.Refused::new).orElse(verdict);
        }
        return verdict;
    }

    /** What no order and no trust document can know. */
    private Optional<Refusal> objection(ApprovedItem approved) throws CrlsUnreadException {
        if (!pinned.contains(approved.item().issuer())) {
            return Optional.of(new Refusal(
                    RefusalCode.ISSUER_UNKNOWN,
                    approved.issuer().name() + " is not among the issuer files of this signer"));
        }
        if (approved.authority() instanceof StandingGrant grant
                && revoked.contains(grant.predecessor().serial())) {
            return Optional.of(new Refusal(
                    RefusalCode.PREDECESSOR_REVOKED,
                    "serial " + grant.predecessor().serial()));
        }
        return Optional.empty();
    }

    /** What an order came to when nothing was stopped, under an earlier version of the trust document. */
    Verdict before(TrustDocument version, SignedItem signed, Instant then) throws OutageException {
        return decide(version, Stops.NONE, signed, then);
    }

    private Verdict decide(TrustDocument document, Stops stops, SignedItem signed, Instant now) throws OutageException {
        try {
            return Decision.decide(document, stops, signed, now, serials);
        } catch (SerialUnavailableException e) {
            throw new OutageException(e.getMessage(), e);
        }
    }
}
