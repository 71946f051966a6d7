package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CRL_FULL;
import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.ISSUER_WITHOUT_CRL;
import static io.countersign.contracts.RefusalCode.ORDER_FROM_THE_FUTURE;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.REVOCATION_MALFORMED;
import static io.countersign.contracts.RefusalCode.WRONG_DEPLOYMENT;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.x509.crl.Crl;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether certificates may be revoked so (security 5): one revoker, two where {@link TwoPersonRule} says so, or the certificate's
 * own key.
 *
 * <p>As with stops, a signature that does not count is passed over instead of spoiling the rest, so that nobody undoes a
 * revocation by adding a line to it, and the expiry of the trust document does not matter: revoking only takes away.
 */
public final class RevocationCheck {
    private RevocationCheck() {}

    /**
     * The order, if it has enough signatures.
     *
     * @param known entries of the issuer's CRL as the asker knows it
     * @throws RefusedException naming the first fault of form, of the order, or of the first bad signature where too few good ones
     *     are left
     */
    public static Revocation verify(
            TrustDocument trust, Stops stops, SignedRevocation signed, Collection<CrlEntry> known, Instant now)
            throws RefusedException {
        RevocationSignatures signatures = signatures(trust, stops, signed, now);
        RevocationSoFar soFar = soFar(trust, signatures, known, now);
        Optional<Refusal> missing = soFar.missing();
        if (missing.isPresent()) {
            throw signatures.firstFault().orElse(new RefusedException(missing.get()));
        }
        return new Revocation(soFar);
    }

    /** The same while signatures are gathered: at least one must count. */
    public static RevocationSoFar soFar(
            TrustDocument trust, Stops stops, SignedRevocation signed, Collection<CrlEntry> known, Instant now)
            throws RefusedException {
        return soFar(trust, signatures(trust, stops, signed, now), known, now);
    }

    private static RevocationSoFar soFar(
            TrustDocument trust, RevocationSignatures signatures, Collection<CrlEntry> known, Instant now)
            throws RefusedException {
        RevocationOrder order = signatures.order();
        requireRoom(order, known);
        TrustedIssuer issuer = OrderChecks.issuer(trust, order.cluster(), order.issuer());
        return signatures.soFar(TwoPersonRule.reason(issuer, order, known, now));
    }

    private static RevocationSignatures signatures(
            TrustDocument trust, Stops stops, SignedRevocation signed, Instant now) throws RefusedException {
        if (signed.approvals().isEmpty()) {
            throw new RefusedException(ENVELOPE_MALFORMED, "no signature at all");
        }
        if (signed.approvals().size() > Envelopes.MOST) {
            throw new RefusedException(
                    ORDER_TOO_LARGE, signed.approvals().size() + " signatures, more than " + Envelopes.MOST);
        }
        // Read before its signatures can be verified, because it says whose CA must have signed the certificate sent
        // along.
        RevocationOrder order = RevocationOrder.parse(Envelope.octets(ENVELOPE_MALFORMED, "payload", signed.payload()));
        if (!order.deployment().equals(trust.deployment())) {
            throw new RefusedException(WRONG_DEPLOYMENT, "installation " + order.deployment());
        }
        if (order.issuedAt().isAfter(now.plus(OrderChecks.CLOCK_TOLERANCE))) {
            throw new RefusedException(ORDER_FROM_THE_FUTURE, "made at " + order.issuedAt());
        }
        TrustedIssuer issuer = OrderChecks.issuer(trust, order.cluster(), order.issuer());
        requireRevocable(order, issuer);
        RevocationSignatures signatures = new RevocationSignatures(trust, stops, now, order, issuer);
        signatures.count(signed);
        return signatures;
    }

    private static void requireRevocable(RevocationOrder order, TrustedIssuer issuer) throws RefusedException {
        if (!issuer.hasCrl()) {
            throw new RefusedException(ISSUER_WITHOUT_CRL, issuer.name() + " of " + issuer.cluster());
        }
        SerialNumber own = new SerialNumber(issuer.certificate().certificate().getSerialNumber());
        if (order.certificates().stream().anyMatch(each -> each.serial().equals(own))) {
            // etcd looks for the serial of every certificate of a chain (kubernetes-pki 5.3), so this would shut out
            // everybody.
            throw new RefusedException(REVOCATION_MALFORMED, own + " is the CA itself, which is replaced instead");
        }
    }

    private static void requireRoom(RevocationOrder order, Collection<CrlEntry> known) throws RefusedException {
        Set<SerialNumber> listed = new HashSet<>();
        known.forEach(entry -> listed.add(entry.serial()));
        order.entries().forEach(entry -> listed.add(entry.serial()));
        if (listed.size() > Crl.MOST_ENTRIES) {
            throw new RefusedException(CRL_FULL, listed.size() + " entries, at most " + Crl.MOST_ENTRIES);
        }
    }
}
