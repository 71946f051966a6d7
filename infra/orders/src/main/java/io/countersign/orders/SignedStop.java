package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.STOP_MALFORMED;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.StopOrdered;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A stop order with its signatures, as received: nothing of it is believed yet.
 *
 * @param payload base64url, exactly as signed
 */
public record SignedStop(String payload, List<Approval> approvals) {
    /** A payload of 8 KiB in base64url and eight signatures fit. */
    static final int MAX_FILE_OCTETS = 32 * 1024;

    public SignedStop {
        approvals = List.copyOf(approvals);
    }

    public static SignedStop of(StopOrdered ordered) {
        return new SignedStop(ordered.payload(), ordered.approvals());
    }

    /** Reads a file of the form {@code {"payload": base64url, "approvals": [{"protected", "signature"}]}}. */
    public static SignedStop parse(byte[] file) throws RefusedException {
        if (file.length > MAX_FILE_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "a stop's file has at most " + MAX_FILE_OCTETS + " octets");
        }
        StrictObject object =
                StrictObject.read(STOP_MALFORMED, "file", file).members(Set.of("payload", "approvals"), Set.of());
        List<Approval> approvals = new ArrayList<>();
        for (StrictObject approval : object.objects("approvals")) {
            approval.members(Set.of("protected", "signature"), Set.of());
            approvals.add(new Approval(approval.text("protected"), approval.text("signature")));
        }
        return new SignedStop(object.text("payload"), approvals);
    }

    /** The bytes of the file, as {@link #parse} reads them. */
    public byte[] file() {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("payload", payload);
        ArrayNode array = file.putArray("approvals");
        for (Approval approval : approvals) {
            array.addObject().put("protected", approval.header()).put("signature", approval.signature());
        }
        return Json.canonical(file);
    }

    /** SHA-256 of the payload's octets, by which a lift calls the stop; refused when the payload is not base64url. */
    public Sha256 digest() throws RefusedException {
        return Sha256.of(Envelope.octets(ENVELOPE_MALFORMED, "payload", payload));
    }
}
