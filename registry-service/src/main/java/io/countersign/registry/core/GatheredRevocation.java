package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A revoke order as its first signer sent it, with everybody's signatures so far and what became of it.
 *
 * @param digest SHA-256 of the payload bytes
 * @param payload base64url, exactly as signed; never re-serialised
 * @param certificate DER of the certificate that reports itself
 * @param needed persons, when the last signature came
 * @param event id of the event that ordered it last, once signatures enough were there
 * @param refusal the signer's last one
 * @param crlNumber number of the first CRL known here that lists all of its certificates, or an earlier one did
 */
public record GatheredRevocation(
        Sha256 digest,
        String payload,
        List<Signature> signatures,
        Optional<Bytes> certificate,
        int needed,
        Instant madeAt,
        Optional<String> event,
        Optional<Refused> refusal,
        Optional<Long> crlNumber) {
    public GatheredRevocation {
        signatures = List.copyOf(signatures);
    }

    /** In words for people; the signer goes by what was signed, nodes by the CRL. */
    public enum State {
        GATHERING,
        /** With the signer; it may have refused for now. */
        ORDERED,
        EFFECTIVE,
        REFUSED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One signature that counts.
     *
     * @param person whose; empty for the certificate's own key
     */
    public record Signature(Optional<String> person, Approval approval) {}

    /** Why the signer did not take it. */
    public record Refused(String code, String detail, boolean retryable) {}

    /** A CRL is the last word, whatever was said before it. */
    public State state() {
        if (crlNumber.isPresent()) {
            return State.EFFECTIVE;
        }
        if (refusal.isPresent() && !refusal.get().retryable()) {
            return State.REFUSED;
        }
        return event.isPresent() ? State.ORDERED : State.GATHERING;
    }

    public List<Approval> approvals() {
        return signatures.stream().map(Signature::approval).toList();
    }

    public List<String> persons() {
        return signatures.stream()
                .flatMap(signature -> signature.person().stream())
                .toList();
    }

    public SignedRevocation signed() {
        return new SignedRevocation(payload, approvals(), certificate);
    }

    /** What its payload says; it was read before it came in. */
    public RevocationOrder read() {
        try {
            return RevocationOrder.parse(Base64.getUrlDecoder().decode(payload));
        } catch (RefusedException damaged) {
            throw new IllegalStateException("a stored revocation is damaged: " + digest, damaged);
        }
    }

    GatheredRevocation signed(Signature signature, Optional<Bytes> byCertificate, int personsNeeded) {
        List<Signature> more = new ArrayList<>(signatures);
        more.add(signature);
        return new GatheredRevocation(
                digest,
                payload,
                more,
                certificate.or(() -> byCertificate),
                personsNeeded,
                madeAt,
                event,
                refusal,
                crlNumber);
    }

    /** Another telling of it; what was said to a former one no longer holds. */
    GatheredRevocation ordered(String byEvent) {
        return new GatheredRevocation(
                digest,
                payload,
                signatures,
                certificate,
                needed,
                madeAt,
                Optional.of(byEvent),
                Optional.empty(),
                crlNumber);
    }
}
