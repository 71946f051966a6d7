package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.APPROVAL_SIGNATURE_INVALID;
import static io.countersign.contracts.RefusalCode.ENVELOPE_MALFORMED;
import static io.countersign.contracts.RefusalCode.HEADER_NOT_EXACT;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.WRONG_TYP;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.key.Verifier;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One JWS in compact serialization, as its three segments (RFC 7515 7.1). Nimbus does the elliptic-curve arithmetic only: it
 * accepts padding, another alphabet, unknown header members and loose trailing bits, all of which would give one approval many
 * spellings, so every form is checked here (security 1.2).
 *
 * @param header the protected header segment
 * @param payload the payload segment
 * @param signature the signature segment
 */
public record Envelope(String header, String payload, String signature) {
    /** Three short members; a longer one is padded with blanks to fill the log. */
    static final int MAX_HEADER_LENGTH = 512;

    private static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Set<String> MEMBERS = Set.of("alg", "kid", "typ");

    /** What the protected header says: names to look up, not facts. */
    record Header(String alg, String kid, String typ) {
        boolean is(MessageType type) {
            return typ.equals(type.typ());
        }
    }

    public static Envelope of(String payload, Approval approval) {
        return new Envelope(approval.header(), payload, approval.signature());
    }

    public Approval approval() {
        return new Approval(header, signature);
    }

    /** Step 1: sizes, alphabet, and that each segment is the one encoding of its octets. */
    void checkForm(MessageType type) throws RefusedException {
        if (header.length() + payload.length() + signature.length() + 2 > type.maxLength()) {
            throw new RefusedException(
                    ORDER_TOO_LARGE, type.typ() + " has at most " + type.maxLength() + " characters");
        }
        if (header.length() > MAX_HEADER_LENGTH) {
            throw new RefusedException(ORDER_TOO_LARGE, "a header has at most " + MAX_HEADER_LENGTH + " characters");
        }
        segment("header", header);
        segment("payload", payload);
        segment("signature", signature);
    }

    byte[] payloadOctets() throws RefusedException {
        return segment("payload", payload);
    }

    /** Step 2: the protected header is exactly alg, kid and typ, and typ is the one asked for. */
    Header header(MessageType type) throws RefusedException {
        Header read = anyHeader();
        if (!read.is(type)) {
            throw new RefusedException(WRONG_TYP, "typ is '" + read.typ() + "', not '" + type.typ() + "'");
        }
        return read;
    }

    /** The protected header of exactly alg, kid and typ, whatever it is for. */
    Header anyHeader() throws RefusedException {
        StrictObject object = StrictObject.read(HEADER_NOT_EXACT, "header", segment("header", header))
                .members(MEMBERS, Set.of());
        return new Header(object.text("alg"), object.text("kid"), object.text("typ"));
    }

    /** What a signature is made over (RFC 7515 5.1). */
    byte[] signingInput() {
        return (header + "." + payload).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] signatureOctets() throws RefusedException {
        return segment("signature", signature);
    }

    /** Step 5: the signature over the bytes as received. */
    void verify(JwsKey key) throws RefusedException {
        JwsAlgorithm algorithm = key.algorithm();
        byte[] octets = signatureOctets();
        int half = algorithm.coordinateOctets();
        if (octets.length != 2 * half
                || !inRange(Arrays.copyOfRange(octets, 0, half), algorithm)
                || !inRange(Arrays.copyOfRange(octets, half, 2 * half), algorithm)) {
            // CVE-2022-21449 accepted r = s = 0; not every provider can be trusted to look.
            throw new RefusedException(APPROVAL_SIGNATURE_INVALID, "r and s of " + key.kid() + " are out of range");
        }
        try {
            JWSHeader trusted = new JWSHeader(algorithm.nimbus());
            ECDSAVerifier verifier = new ECDSAVerifier(key.publicKey());
            verifier.getJCAContext().setProvider(Verifier.provider("EC"));
            if (!verifier.verify(trusted, signingInput(), Base64URL.encode(octets))) {
                throw new RefusedException(
                        APPROVAL_SIGNATURE_INVALID, "the signature of " + key.kid() + " does not verify");
            }
        } catch (JOSEException e) {
            throw new RefusedException(
                    APPROVAL_SIGNATURE_INVALID, "the signature of " + key.kid() + " cannot be verified", e);
        }
    }

    private static boolean inRange(byte[] coordinate, JwsAlgorithm algorithm) {
        BigInteger value = new BigInteger(1, coordinate);
        return value.signum() > 0 && value.compareTo(algorithm.groupOrder()) < 0;
    }

    private static byte[] segment(String name, String text) throws RefusedException {
        return octets(ENVELOPE_MALFORMED, name, text);
    }

    /** Decodes base64url (RFC 4648 5, unpadded) in its one canonical spelling. */
    static byte[] octets(RefusalCode code, String name, String text) throws RefusedException {
        boolean alphabet = ALPHABET.matcher(text).matches();
        if (alphabet && text.length() % 4 != 1) {
            byte[] octets = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(octets).equals(text)) {
                return octets;
            }
        }
        throw new RefusedException(code, "the " + name + " segment is not canonical base64url");
    }
}
