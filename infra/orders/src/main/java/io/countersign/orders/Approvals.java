package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.APPROVER_NOT_ACTIVE;
import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.PAYLOADS_DIFFER;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Steps 2 to 6 of security 2.3: who signed, and whether all signed the same bytes. One bad approval spoils the set; whoever adds
 * it could as well have held the order back.
 */
final class Approvals {
    private final byte[] payload;
    private final List<RosterEntry> approvers;
    private final List<RosterEntry> requesters;

    private Approvals(byte[] payload, List<RosterEntry> approvers, List<RosterEntry> requesters) {
        this.payload = payload;
        this.approvers = List.copyOf(approvers);
        this.requesters = List.copyOf(requesters);
    }

    static Approvals verify(TrustDocument trust, Stops stops, Envelopes envelopes, Set<MessageType> types, Instant now)
            throws RefusedException {
        envelopes.require(types);
        List<Envelope.Header> headers = envelopes.headers();
        List<RosterEntry> signers = new ArrayList<>();
        for (Envelope.Header header : headers) { // step 3
            signers.add(active(trust, stops, header.kid(), now));
        }
        for (int i = 0; i < headers.size(); i++) { // step 4
            StrictJws.requireAlgorithm(headers.get(i), signers.get(i).key());
        }
        for (int i = 0; i < headers.size(); i++) { // step 5
            envelopes.all().get(i).verify(signers.get(i).key());
        }
        Envelope first = envelopes.all().get(0);
        for (Envelope envelope : envelopes.all()) { // step 6
            if (!envelope.payload().equals(first.payload())) {
                throw new RefusedException(PAYLOADS_DIFFER, "approvers signed different orders");
            }
        }
        List<RosterEntry> approvers = new ArrayList<>();
        List<RosterEntry> requesters = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            (headers.get(i).is(MessageType.REQUEST) ? requesters : approvers).add(signers.get(i));
        }
        return new Approvals(first.payloadOctets(), approvers, requesters);
    }

    byte[] payload() {
        return payload;
    }

    /** One entry per approval, in their order; a person may appear twice. */
    List<RosterEntry> approvers() {
        return approvers;
    }

    /** Who signed the order as the one who asks, which approves nothing. */
    List<RosterEntry> requesters() {
        return requesters;
    }

    /** The roster entry with this key, if it counts now. */
    static RosterEntry active(TrustDocument trust, Stops stops, String kid, Instant now) throws RefusedException {
        RosterEntry entry = trust.rosterEntry(kid)
                .orElseThrow(() -> new RefusedException(KID_UNKNOWN, "kid " + kid + " is not in the roster"));
        if (!entry.isActive(now)) {
            throw new RefusedException(
                    APPROVER_NOT_ACTIVE, "the roster entry of " + entry.person() + " ended at " + entry.until());
        }
        Optional<Refusal> suspended = stops.onPerson(entry.person());
        if (suspended.isPresent()) {
            throw new RefusedException(suspended.get());
        }
        return entry;
    }
}
