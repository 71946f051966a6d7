package io.countersign.ceremony;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.JwsKey;
import io.countersign.orders.MessageType;
import io.countersign.orders.StrictJws;
import java.security.PrivateKey;
import java.util.Map;

/** Someone at the ceremony who can sign, as shown by a signature before anything was made. */
record PersonPresent(String person, ApproverKey key) {

    static PersonPresent of(String person, PrivateKey privateKey, JwsKey listed) {
        return new PersonPresent(person, ApproverKey.of(privateKey, listed));
    }

    /** Whether these are the two halves of one key. */
    static boolean fits(PrivateKey privateKey, JwsKey listed) {
        // CONTINUITY over an empty object means nothing to anybody.
        String nothing = StrictJws.payload(new byte[] {'{', '}'});
        try {
            Approval proof = StrictJws.sign(MessageType.CONTINUITY, nothing, ApproverKey.of(privateKey, listed));
            StrictJws.verify(MessageType.CONTINUITY, nothing, proof, Map.of(listed.kid(), listed));
            return true;
        } catch (RefusedException | IllegalStateException e) {
            // A key on another curve cannot even sign; either way it is not this one.
            return false;
        }
    }
}
