package io.countersign.agent;

import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * A standing grant as the registry offers it with a renewal that is due, or as it was remembered. Nothing in it is believed
 * before {@link Redeemer} has looked: the registry may offer what it likes.
 *
 * @param text the grant's exact text
 * @param digest what the registry calls it: base64url SHA-256 of the text
 */
record OfferedGrant(String text, String digest) {

    static OfferedGrant remembered(String text) {
        return new OfferedGrant(
                text, Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString());
    }
}
