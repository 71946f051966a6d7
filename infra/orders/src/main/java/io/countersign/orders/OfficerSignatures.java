package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The one place that counts officers: whether enough distinct persons signed exactly these bytes for this purpose. */
public final class OfficerSignatures {
    private OfficerSignatures() {}

    /**
     * The persons who signed. One bad signature spoils the set; whoever adds it could as well have held the message back.
     *
     * @param payload base64url, byte for byte what the officers signed
     * @throws RefusedException for a signature that is not an officer's over this message, or for too few persons
     */
    public static Set<String> require(Officers officers, MessageType type, String payload, List<Approval> approvals)
            throws RefusedException {
        List<JwsKey> signers = new ArrayList<>();
        for (Approval approval : approvals) {
            signers.add(StrictJws.verify(type, payload, approval, officers.byKid()));
        }
        Set<String> persons = officers.persons(signers);
        if (persons.size() < officers.threshold()) {
            throw new RefusedException(
                    RefusalCode.TRUST_TOO_FEW_OFFICERS,
                    persons.size() + " of " + officers.threshold() + " officers signed");
        }
        return persons;
    }
}
