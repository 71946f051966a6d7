package io.countersign.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text and all that it says in base64, so that octets in a member of an event or in a dead letter's excerpt are seen, too. */
final class DecodedText {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}");

    /** An excerpt of an event that itself carries base64. */
    private static final int DEPTH = 3;

    private DecodedText() {}

    /** Octets are ISO 8859-1 characters. */
    static String of(String text) {
        StringBuilder all = new StringBuilder(text);
        String layer = text;
        for (int depth = 0; depth < DEPTH && !layer.isEmpty(); depth++) {
            StringBuilder decoded = new StringBuilder();
            BASE64.matcher(layer).results().map(MatchResult::group).forEach(run -> decoded.append('\n')
                    .append(decoded(run)));
            layer = decoded.toString();
            all.append(layer);
        }
        return all.toString();
    }

    private static String decoded(String run) {
        // A last character alone holds no octet; the decoder would refuse the whole run for it.
        String whole = run.length() % 4 == 1 ? run.substring(0, run.length() - 1) : run;
        byte[] octets = Base64.getDecoder().decode(whole.replace('-', '+').replace('_', '/'));
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
