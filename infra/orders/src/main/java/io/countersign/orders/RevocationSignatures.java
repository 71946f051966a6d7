package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.NOT_A_REVOKER;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.SignedRevocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The signatures of one revoke order, sorted into those that count and the first that does not. */
final class RevocationSignatures {
    private final TrustDocument trust;
    private final Stops stops;
    private final Instant now;
    private final RevocationOrder order;
    private final TrustedIssuer issuer;
    private final TreeMap<String, Approval> revokers = new TreeMap<>();
    private boolean human;
    private Optional<Approval> ownKey = Optional.empty();
    private Optional<Bytes> certificate = Optional.empty();
    private Optional<RefusedException> firstFault = Optional.empty();

    RevocationSignatures(TrustDocument trust, Stops stops, Instant now, RevocationOrder order, TrustedIssuer issuer) {
        this.trust = trust;
        this.stops = stops;
        this.now = now;
        this.order = order;
        this.issuer = issuer;
    }

    RevocationOrder order() {
        return order;
    }

    /** Of the signatures that do not count. */
    Optional<RefusedException> firstFault() {
        return firstFault;
    }

    /** Throws the first fault if none of the signatures counts. */
    void count(SignedRevocation signed) throws RefusedException {
        for (Approval approval : signed.approvals()) {
            try {
                count(signed, approval);
            } catch (RefusedException fault) {
                firstFault = Optional.of(firstFault.orElse(fault));
            }
        }
        if (revokers.isEmpty() && ownKey.isEmpty()) {
            throw firstFault.orElseThrow();
        }
    }

    private void count(SignedRevocation signed, Approval approval) throws RefusedException {
        Envelope envelope = Envelope.of(signed.payload(), approval);
        envelope.checkForm(MessageType.ORDER);
        if (signed.certificate().isPresent() && envelope.anyHeader().is(MessageType.CONTINUITY)) {
            Bytes der = signed.certificate().get();
            SelfReport.of(order, der, issuer.certificate()).require(signed.payload(), approval);
            ownKey = Optional.of(approval);
            certificate = Optional.of(der);
            return;
        }
        RosterEntry revoker = revoker(envelope);
        revokers.putIfAbsent(revoker.person(), approval);
        human |= revoker.kind() == RosterEntry.Kind.HUMAN;
    }

    /** The active revoker of the order's cluster who made this signature; a robot has no roles, so it is none. */
    private RosterEntry revoker(Envelope envelope) throws RefusedException {
        Envelope.Header header = envelope.header(MessageType.ORDER);
        RosterEntry signer = signer(header.kid());
        StrictJws.requireAlgorithm(header, signer.key());
        envelope.verify(signer.key());
        if (!signer.has(RosterEntry.Role.REVOKER, order.cluster())) {
            throw new RefusedException(NOT_A_REVOKER, signer.person() + " is no revoker for " + order.cluster());
        }
        return signer;
    }

    private RosterEntry signer(String kid) throws RefusedException {
        try {
            return Approvals.active(trust, stops, kid, now);
        } catch (RefusedException e) {
            if (e.refusal().code() == KID_UNKNOWN) {
                throw new RefusedException(NOT_A_REVOKER, e.refusal().detail(), e);
            }
            throw e;
        }
    }

    RevocationSoFar soFar(Optional<String> twoBecause) {
        List<Approval> counted = new ArrayList<>(revokers.values());
        ownKey.ifPresent(counted::add);
        return new RevocationSoFar(
                order,
                new SignedRevocation(order.payload(), counted, certificate),
                new TreeSet<>(revokers.keySet()),
                human,
                ownKey.isPresent(),
                twoBecause);
    }
}
