package io.countersign.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names a request by what was asked, so that asking twice gives the same id: the first 20 characters of the base32
 * (RFC 4648, lower case) SHA-256 of cluster, lineage, profile and CSR digest.
 */
public final class RequestId {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern PATTERN = Pattern.compile("[a-z2-7]{20}");

    private RequestId() {}

    public static String of(Lineage lineage, String profile, Sha256 csr) {
        String asked = String.join("\n", lineage.cluster(), lineage.toString(), profile, csr.toString());
        return base32(Sha256.of(asked.getBytes(StandardCharsets.UTF_8)), 20);
    }

    public static boolean isValid(String text) {
        return PATTERN.matcher(text.toLowerCase(Locale.ROOT)).matches() && text.equals(text.toLowerCase(Locale.ROOT));
    }

    /** The first {@code length} base32 characters of a digest; also names users whose CN fits no lineage. */
    public static String base32(Sha256 digest, int length) {
        byte[] octets = digest.octets();
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int bit = i * 5;
            int pair = (octets[bit / 8] & 0xff) << 8 | (octets[bit / 8 + 1] & 0xff);
            text.append(ALPHABET.charAt(pair >> (11 - bit % 8) & 31));
        }
        return text.toString();
    }
}
