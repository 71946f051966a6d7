package io.countersign.agent;

import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEM files as other tools leave them, with text around the blocks or a chain behind the leaf. What Countersign writes itself is
 * read more strictly elsewhere.
 */
final class PemText {
    private PemText() {}

    /** DER of the first block with this label. */
    static byte[] first(String label, String text) throws IOException {
        Pattern block = Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
        Matcher matcher = block.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no PEM block " + label);
        }
        try {
            return Base64.getMimeDecoder().decode(matcher.group(1));
        } catch (IllegalArgumentException e) {
            throw new IOException("PEM block " + label + " is not base64", e);
        }
    }
}
