package io.countersign.hsm;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An RFC 7512 {@code pkcs11:} URI, as far as it names a token and its module.
 *
 * <p>Stricter than the RFC: an attribute this program would not honour is refused, since ignoring {@code serial} or
 * {@code slot-id} could open another token than the one meant; {@code pin-value} is refused because configuration holds
 * no secrets; {@code module-name} is refused because searching for a library lets the search path choose the code.
 */
public record Pkcs11Uri(Optional<String> token, Optional<Path> modulePath, Optional<Path> pinSource) {
    private static final String SCHEME = "pkcs11:";
    private static final Set<String> KNOWN = Set.of("token", "module-path", "pin-source");
    private static final Set<String> QUERY = Set.of("module-path", "pin-source");

    public static Pkcs11Uri parse(String text) {
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("not a pkcs11: URI");
        }
        String rest = text.substring(SCHEME.length());
        int query = rest.indexOf('?');
        Map<String, String> found = new LinkedHashMap<>();
        // RFC 7512, 2.3: path attributes are separated by ';', query attributes by '&'.
        collect(query < 0 ? rest : rest.substring(0, query), ';', false, found);
        collect(query < 0 ? "" : rest.substring(query + 1), '&', true, found);
        return new Pkcs11Uri(
                Optional.ofNullable(found.get("token")),
                Optional.ofNullable(found.get("module-path")).map(Path::of),
                Optional.ofNullable(found.get("pin-source")).map(Pkcs11Uri::pinSource));
    }

    private static void collect(String part, char separator, boolean inQuery, Map<String, String> found) {
        int start = 0;
        while (start < part.length()) {
            int end = part.indexOf(separator, start);
            String attribute = part.substring(start, end < 0 ? part.length() : end);
            start = end < 0 ? part.length() : end + 1;
            int equals = attribute.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("attribute without a value in the pkcs11: URI");
            }
            String name = attribute.substring(0, equals);
            if (!KNOWN.contains(name) || QUERY.contains(name) != inQuery) {
                throw new IllegalArgumentException("attribute not supported here in a pkcs11: URI: " + name);
            }
            if (found.put(name, decode(attribute.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("attribute given twice in the pkcs11: URI: " + name);
            }
        }
    }

    /** A pin-source is a file: URI or a bare path; "|command" (RFC 7512, 2.4) is refused as a relative path. */
    private static Path pinSource(String value) {
        Path path = value.startsWith("file:") ? Path.of(URI.create(value)) : Path.of(value);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("pin-source must be an absolute path or a file: URI");
        }
        return path;
    }

    private static String decode(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
                int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("broken percent-encoding in the pkcs11: URI");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException("character not allowed unencoded in a pkcs11: URI");
            } else {
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("attribute value is not UTF-8 in the pkcs11: URI", e);
        }
    }
}
