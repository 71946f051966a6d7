package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A trust document on its way from officer to officer, with the signatures it has gathered: {@code {"payload": base64url,
 * "signatures": [{"protected", "signature"}]}}. Nothing of it is believed yet.
 *
 * @param payload base64url, byte for byte what every officer signs
 */
public record TrustFile(String payload, List<Approval> signatures) {
    /** Two full sets of officers, old and new, fit many times over. */
    public static final int MAX_SIGNATURES = 64;

    /** Files hold the payload in base64url and up to a handful of signatures. */
    private static final int MAX_OCTETS = 2 * TrustReader.MAX_OCTETS;

    public TrustFile {
        signatures = List.copyOf(signatures);
    }

    /** Without signatures. */
    public static TrustFile of(TrustContent content) {
        return new TrustFile(content.payload(), List.of());
    }

    public static TrustFile parse(byte[] file) throws RefusedException {
        if (file.length > MAX_OCTETS) {
            throw new RefusedException(TRUST_MALFORMED, "more than " + MAX_OCTETS + " octets");
        }
        StrictObject object =
                StrictObject.read(TRUST_MALFORMED, "file", file).members(Set.of("payload", "signatures"), Set.of());
        List<Approval> signatures = new ArrayList<>();
        for (StrictObject signature : object.objects("signatures")) {
            signature.members(Set.of("protected", "signature"), Set.of());
            signatures.add(new Approval(signature.text("protected"), signature.text("signature")));
        }
        if (signatures.size() > MAX_SIGNATURES) {
            throw new RefusedException(TRUST_MALFORMED, "more than " + MAX_SIGNATURES + " signatures");
        }
        return new TrustFile(object.text("payload"), signatures);
    }

    /** With one more signature, over the very same payload. */
    public TrustFile with(Approval signature) {
        List<Approval> more = new ArrayList<>(signatures);
        more.add(signature);
        return new TrustFile(payload, more);
    }

    /** What it says, which may be a lie; read for the rules that hold whoever signs. */
    public TrustContent content() throws RefusedException {
        return TrustContent.parse(octets());
    }

    /** SHA-256 of the payload's octets, which the next version names as its predecessor. */
    public Sha256 digest() throws RefusedException {
        return Sha256.of(octets());
    }

    /** The file's exact bytes. */
    public byte[] bytes() {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("payload", payload);
        ArrayNode array = file.putArray("signatures");
        for (Approval signature : signatures) {
            array.addObject().put("protected", signature.header()).put("signature", signature.signature());
        }
        return Json.canonical(file);
    }

    private byte[] octets() throws RefusedException {
        return Envelope.octets(TRUST_MALFORMED, "payload", payload);
    }
}
