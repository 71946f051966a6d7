package io.countersign.registry.core;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * The sort key of the last row of a page: the next page starts behind it, whatever was added meanwhile. Opaque on the wire.
 *
 * @param at first part of the key; {@link Instant#EPOCH} where a list is sorted by {@code name} alone
 */
public record Cursor(Instant at, String name) {
    public static Cursor parse(String text) throws RefusedException {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space > 0) {
                return new Cursor(Instant.parse(plain.substring(0, space)), plain.substring(space + 1));
            }
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "cursor is not one of ours", notOurs);
        }
        throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "cursor is not one of ours");
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((at + " " + name).getBytes(StandardCharsets.UTF_8));
    }
}
