package io.countersign.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationFile;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationSoFar;
import java.util.Base64;

/**
 * A revoke order as the registry shows it: all but its state is read from what people signed.
 *
 * @param needed persons that the registry asks for; 0 where it says nothing
 */
public record ReceivedRevocation(
        RevocationOrder order, SignedRevocation signed, String state, String refusal, int needed) {
    public static ReceivedRevocation read(JsonNode shown) throws CliException {
        ObjectNode file = Json.TOLERANT.createObjectNode();
        file.set("payload", shown.path("payload"));
        file.set("approvals", shown.path("approvals"));
        if (shown.hasNonNull("certificate")) {
            file.set("certificate", shown.path("certificate"));
        }
        try {
            return of(
                    RevocationFile.parse(Json.canonical(file)),
                    shown.path("state").asText(""),
                    shown.path("refusal").path("code").asText(""),
                    needed(shown));
        } catch (RefusedException e) {
            throw CliException.failed(
                    "the registry's revocation is not readable: " + e.getMessage(),
                    "compare the versions of countersign and registry",
                    e);
        }
    }

    /** From a file, which says nothing of the order's state. */
    public static ReceivedRevocation of(SignedRevocation signed) throws CliException {
        return of(signed, "", "", 0);
    }

    private static ReceivedRevocation of(SignedRevocation signed, String state, String refusal, int needed)
            throws CliException {
        try {
            byte[] payload = Base64.getUrlDecoder().decode(signed.payload());
            return new ReceivedRevocation(RevocationOrder.parse(payload), signed, state, refusal, needed);
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IllegalArgumentException e) {
            throw CliException.failed("the revocation is not base64url", "ask where it came from", e);
        }
    }

    /** Persons that the registry asks for, in its answer to anything about an order. */
    public static int needed(JsonNode shown) {
        return shown.path("needed").asInt(0);
    }

    /** How far an order is for the registry, which may ask for a second revoker where the signer's rules take one. */
    public static RevocationSoFar forRegistry(RevocationSoFar checked, int needed) {
        return needed > checked.needed() && !checked.byOwnKey()
                ? checked.orTwoBecause(
                        "the registry, which asks for two where it does not know a serial or has a newer CRL")
                : checked;
    }

    /** Refuses another order than the one asked for. */
    public ReceivedRevocation requireIs(Sha256 digest) throws CliException {
        if (!order.digest().equals(digest)) {
            throw CliException.failed(
                    "the registry sent another revocation than " + digest, "do not sign; tell your security team");
        }
        return this;
    }
}
