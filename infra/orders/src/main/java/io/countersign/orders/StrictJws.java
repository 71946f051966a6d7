package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.KID_UNKNOWN;
import static io.countersign.contracts.RefusalCode.WRONG_ALG;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import java.util.Base64;
import java.util.Map;

/** Signing and verifying messages by the rules of security 2.2. */
public final class StrictJws {
    private StrictJws() {}

    /** The payload segment of these octets; all signers of a message sign this very text. */
    public static String payload(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    /**
     * Signs a payload segment.
     *
     * @param payload base64url, byte for byte what the other signers sign
     */
    public static Approval sign(MessageType type, String payload, ApproverKey key) {
        String header =
                header(key.publicKey().algorithm().name(), key.publicKey().kid(), type);
        return new Approval(header, key.sign(new Envelope(header, payload, "").signingInput()));
    }

    /** The protected header segment. */
    static String header(String alg, String kid, MessageType type) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        members.put("alg", alg);
        members.put("kid", kid);
        members.put("typ", type.typ());
        return payload(Json.canonical(members));
    }

    /**
     * Verifies one signature against a set of keys and names the key that made it.
     *
     * @param keys the acceptable keys by kid
     */
    public static JwsKey verify(MessageType type, String payload, Approval approval, Map<String, JwsKey> keys)
            throws RefusedException {
        Envelope envelope = Envelope.of(payload, approval);
        envelope.checkForm(type);
        Envelope.Header header = envelope.header(type);
        JwsKey key = keys.get(header.kid());
        if (key == null) {
            throw new RefusedException(KID_UNKNOWN, "kid " + header.kid());
        }
        requireAlgorithm(header, key);
        envelope.verify(key);
        return key;
    }

    /** Step 4: the header's alg is the one the key is listed with. */
    static void requireAlgorithm(Envelope.Header header, JwsKey key) throws RefusedException {
        if (!header.alg().equals(key.algorithm().name())) {
            throw new RefusedException(
                    WRONG_ALG, "alg '" + header.alg() + "' where " + key.kid() + " signs with " + key.algorithm());
        }
    }
}
