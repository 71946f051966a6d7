package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.REVOCATION_MALFORMED;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.SignedRevocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A signed revoke order as a file, for the signer's spool: {@code {"payload", "approvals": [{"protected", "signature"}], "certificate"?}}. */
public final class RevocationFile {
    /** A payload of 11 KiB in base64url, eight signatures and a certificate fit. */
    static final int MAX_OCTETS = 48 * 1024;

    private RevocationFile() {}

    /** Reads the form alone; {@link RevocationCheck} verifies. */
    public static SignedRevocation parse(byte[] file) throws RefusedException {
        if (file.length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a revocation's file has at most " + MAX_OCTETS + " octets");
        }
        StrictObject object = StrictObject.read(REVOCATION_MALFORMED, "file", file)
                .members(Set.of("payload", "approvals"), Set.of("certificate"));
        List<Approval> approvals = new ArrayList<>();
        for (StrictObject approval : object.objects("approvals")) {
            approval.members(Set.of("protected", "signature"), Set.of());
            approvals.add(new Approval(approval.text("protected"), approval.text("signature")));
        }
        Optional<Bytes> certificate =
                object.has("certificate") ? Optional.of(object.parsed("certificate", Bytes::parse)) : Optional.empty();
        return new SignedRevocation(object.text("payload"), approvals, certificate);
    }

    /** The bytes of the file, as {@link #parse} reads them. */
    public static byte[] of(SignedRevocation signed) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("payload", signed.payload());
        ArrayNode array = file.putArray("approvals");
        for (Approval approval : signed.approvals()) {
            array.addObject().put("protected", approval.header()).put("signature", approval.signature());
        }
        signed.certificate().ifPresent(der -> file.put("certificate", der.toString()));
        return Json.canonical(file);
    }
}
