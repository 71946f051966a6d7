package io.countersign.e2e;

import io.countersign.stack.Identity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Something that nobody may tell.
 *
 * @param places the files that may hold it, its own first
 * @param forms every text in which it would give itself away
 */
record Secret(List<Path> places, List<String> forms) {
    static Secret pin(Path file) throws IOException {
        return new Secret(List.of(file), List.of(Files.readString(file).strip()));
    }

    /** A P-256 key in PEM. */
    static Secret key(Path... places) throws IOException {
        Identity holder = new Identity("", places[0], places[0], places[0]);
        BigInteger number = ((ECPrivateKey) holder.privateKey()).getS();
        String hex = String.format(Locale.ROOT, "%064x", number);
        // Of the PEM's lines the first is the same for all keys but for its end; the second is in the midst of the
        // number.
        String line = holder.keyPem().lines().skip(2).findFirst().orElseThrow();
        String octets = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        return new Secret(List.of(places), List.of(line, octets, hex, hex.toUpperCase(Locale.ROOT), number.toString()));
    }

    /** @param text octets as ISO 8859-1, so that each is one character */
    boolean isIn(String text) {
        return forms.stream().anyMatch(text::contains);
    }

    @Override
    public String toString() {
        return "the secret of " + places.get(0);
    }
}
