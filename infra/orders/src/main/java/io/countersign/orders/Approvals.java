package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.APPROVER_NOT_ACTIVE;
import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.PAYLOADS_DIFFER;

import io.countersign.contracts.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps 1 to 6 of security 2.3: who signed, and whether all signed the same bytes. One bad approval spoils the set; whoever adds
 * it could as well have held the order back.
 */
final class Approvals {
    static final int MOST = 8;

    private final byte[] payload;
    private final List<RosterEntry> approvers;

    private Approvals(byte[] payload, List<RosterEntry> approvers) {
        this.payload = payload;
        this.approvers = approvers;
    }

    static Approvals verify(TrustDocument trust, List<Envelope> envelopes, Instant now) throws RefusedException {
        if (envelopes.isEmpty()) {
            throw new RefusedException(ENVELOPE_MALFORMED, "no approval at all");
        }
        if (envelopes.size() > MOST) {
            throw new RefusedException(ORDER_TOO_LARGE, envelopes.size() + " approvals, more than " + MOST);
        }
        for (Envelope envelope : envelopes) { // step 1
            envelope.checkForm(MessageType.ORDER);
        }
        List<Envelope.Header> headers = new ArrayList<>();
        for (Envelope envelope : envelopes) { // step 2
            headers.add(envelope.header(MessageType.ORDER));
        }
        List<RosterEntry> approvers = new ArrayList<>();
        for (Envelope.Header header : headers) { // step 3
            approvers.add(active(trust, header.kid(), now));
        }
        for (int i = 0; i < headers.size(); i++) { // step 4
            StrictJws.requireAlgorithm(headers.get(i), approvers.get(i).key());
        }
        for (int i = 0; i < envelopes.size(); i++) { // step 5
            envelopes.get(i).verify(approvers.get(i).key());
        }
        Envelope first = envelopes.get(0);
        for (Envelope envelope : envelopes) { // step 6
            if (!envelope.payload().equals(first.payload())) {
                throw new RefusedException(PAYLOADS_DIFFER, "approvers signed different orders");
            }
        }
        return new Approvals(first.payloadOctets(), List.copyOf(approvers));
    }

    byte[] payload() {
        return payload;
    }

    /** One entry per approval, in their order; a person may appear twice. */
    List<RosterEntry> approvers() {
        return approvers;
    }

    private static RosterEntry active(TrustDocument trust, String kid, Instant now) throws RefusedException {
        RosterEntry entry = trust.rosterEntry(kid)
                .orElseThrow(() -> new RefusedException(KID_UNKNOWN, "kid " + kid + " is not in the roster"));
        if (!entry.isActive(now)) {
            throw new RefusedException(
                    APPROVER_NOT_ACTIVE, "the roster entry of " + entry.person() + " ended at " + entry.until());
        }
        return entry;
    }
}
