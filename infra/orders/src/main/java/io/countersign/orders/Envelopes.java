package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.WRONG_TYP;

import io.countersign.contracts.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The signatures of one order, read but not verified: steps 1 and 2 of security 2.3. */
record Envelopes(List<Envelope> all, List<Envelope.Header> headers) {
    static final int MOST = 8;

    static Envelopes read(List<Envelope> envelopes) throws RefusedException {
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
            headers.add(envelope.anyHeader());
        }
        return new Envelopes(List.copyOf(envelopes), List.copyOf(headers));
    }

    boolean areAll(MessageType type) {
        return headers.stream().allMatch(header -> header.is(type));
    }

    /** Step 2: no signature was made for another purpose than these. */
    void require(Set<MessageType> types) throws RefusedException {
        for (Envelope.Header header : headers) {
            if (types.stream().noneMatch(header::is)) {
                throw new RefusedException(WRONG_TYP, "typ is '" + header.typ() + "', not of " + types);
            }
        }
    }
}
