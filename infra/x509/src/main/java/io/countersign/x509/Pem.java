package io.countersign.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM in the strict form of RFC 7468: no headers, no text around the blocks, canonical base64. */
public final class Pem {
    public static final String CERTIFICATE = "CERTIFICATE";
    public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";
    /** RFC 7468 6. */
    public static final String CRL = "X509 CRL";

    public static final String PRIVATE_KEY = "PRIVATE KEY";
    public static final String PUBLIC_KEY = "PUBLIC KEY";

    private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----\n([A-Za-z0-9+/=\n]*+)-----END \\1-----\n?");

    private Pem() {}

    public static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + ENCODER.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** The octets of a text that is exactly one block with this label; otherwise throws {@link IllegalArgumentException}. */
    public static byte[] decode(String label, String text) {
        List<byte[]> blocks = decodeAll(label, text);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("expected one PEM block, found " + blocks.size());
        }
        return blocks.get(0);
    }

    /** The octets of a text of one or more blocks, all with this label, in order (a chain or a bundle). */
    public static List<byte[]> decodeAll(String label, String text) {
        String lines = text.replace("\r\n", "\n");
        Matcher block = BLOCK.matcher(lines);
        List<byte[]> found = new ArrayList<>();
        int at = 0;
        while (at < lines.length()) {
            if (!block.find(at) || block.start() != at) {
                throw new IllegalArgumentException("not PEM at character " + at);
            }
            if (!block.group(1).equals(label)) {
                throw new IllegalArgumentException("a PEM block " + block.group(1) + " where " + label + " is due");
            }
            found.add(octets(block.group(2)).orElseThrow(() -> new IllegalArgumentException("not canonical base64")));
            at = block.end();
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no PEM block " + label);
        }
        return found;
    }

    private static Optional<byte[]> octets(String body) {
        String joined = body.replace("\n", "");
        try {
            byte[] octets = Base64.getDecoder().decode(joined.getBytes(StandardCharsets.US_ASCII));
            // The decoder forgives stray trailing bits; two spellings of one CSR would be two texts for one digest.
            return Base64.getEncoder().encodeToString(octets).equals(joined) && octets.length > 0
                    ? Optional.of(octets)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
