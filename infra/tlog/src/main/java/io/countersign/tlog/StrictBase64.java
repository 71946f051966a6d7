package io.countersign.tlog;

import java.util.Base64;

/**
 * Base64 with exactly one spelling per value. The JDK's decoder ignores the unused low bits of the last character and
 * accepts missing padding; a log whose every byte must count cannot.
 */
final class StrictBase64 {
    private StrictBase64() {}

    static byte[] decode(String text) {
        byte[] decoded = Base64.getDecoder().decode(text);
        if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
            throw new IllegalArgumentException("base64 is not in its one canonical spelling");
        }
        return decoded;
    }

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
