package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A CSR that passed the early checks.
 *
 * @param id see {@link io.countersign.contracts.RequestId}
 * @param csr DER
 * @param key SHA-256 of the SubjectPublicKeyInfo
 * @param requester who submitted it, as {@link Caller#id}
 * @param lifetime asked for; the profile's otherwise
 * @param order payload digest of the order that stands over it, and {@code item} its place there
 * @param certificate fingerprint of what came out
 * @param refusal why its last order ended without a certificate
 */
public record Request(
        String id,
        Lineage lineage,
        String profile,
        Bytes csr,
        Sha256 csrDigest,
        Sha256 key,
        Names names,
        String requester,
        Optional<String> reason,
        Optional<Duration> lifetime,
        Instant submittedAt,
        RequestState state,
        Instant changedAt,
        Optional<Sha256> order,
        int item,
        Optional<Sha256> certificate,
        Optional<Outcome> refusal) {

    /**
     * Why there is no certificate.
     *
     * @param code refusal code, kept as text: a newer signer may know more of them
     */
    public record Outcome(String code, String detail) {
        public static Outcome of(Refusal refusal) {
            return new Outcome(refusal.code().code(), refusal.detail());
        }
    }

    /** Whether a certificate for this key in this place can be the answer to this request. */
    public boolean asksFor(Lineage place, Sha256 certifiedKey) {
        return lineage.equals(place) && key.equals(certifiedKey);
    }

    public Request laidUnder(Sha256 newOrder, int newItem, Instant at) {
        return with(RequestState.APPROVING, at, Optional.of(newOrder), newItem, certificate, Optional.empty());
    }

    public Request moved(RequestState next, Instant at) {
        return with(next, at, order, item, certificate, refusal);
    }

    public Request ended(RequestState next, Outcome why, Instant at) {
        return with(next, at, order, item, certificate, Optional.of(why));
    }

    public Request issued(Sha256 fingerprint, Instant at) {
        return with(RequestState.ISSUED, at, order, item, Optional.of(fingerprint), Optional.empty());
    }

    private Request with(
            RequestState newState,
            Instant at,
            Optional<Sha256> newOrder,
            int newItem,
            Optional<Sha256> newCertificate,
            Optional<Outcome> newRefusal) {
        return new Request(
                id,
                lineage,
                profile,
                csr,
                csrDigest,
                key,
                names,
                requester,
                reason,
                lifetime,
                submittedAt,
                newState,
                at,
                newOrder,
                newItem,
                newCertificate,
                newRefusal);
    }
}
