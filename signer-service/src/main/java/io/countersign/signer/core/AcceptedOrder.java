package io.countersign.signer.core;

import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.SignedRevocation;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;

/**
 * A revoke order as this signer keeps it, with what no signature says: when it held here. That instant counts only in the signer's
 * own folder of the spool. A revoker may hand an operator any file, so one that was dropped is judged at the time it is read.
 *
 * @param accepted when it held; from then on time does it no harm
 * @param place in the order of acceptance: each order was judged with those before it, and a clock may stand still or be set
 */
public record AcceptedOrder(SignedRevocation order, Instant accepted, long place) {
    public AcceptedOrder {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(accepted, "accepted");
    }

    /** Reads the form alone. */
    static AcceptedOrder parse(byte[] file) throws RefusedException {
        try {
            return Json.STRICT.readValue(file, AcceptedOrder.class);
        } catch (IOException e) {
            throw new RefusedException(RefusalCode.REVOCATION_MALFORMED, "not an accepted order: " + e.getMessage(), e);
        }
    }

    /** The bytes of the file, as {@link #parse} reads them. */
    public byte[] file() {
        return Json.canonical(this);
    }
}
