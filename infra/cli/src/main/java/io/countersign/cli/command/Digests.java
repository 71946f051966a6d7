package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.contracts.Sha256;
import java.util.ArrayList;
import java.util.List;

/** Digests as commands print them: base64url or hex, alone or behind their kind. */
final class Digests {
    private static final int HEX = 64;

    private Digests() {}

    static Sha256 parse(String text) throws CliException {
        String bare = text.substring(text.lastIndexOf('/') + 1);
        try {
            return bare.length() == HEX ? Sha256.parseHex(bare) : Sha256.parse(bare);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "'" + text + "' is no digest", "copy it as it was printed: 43 characters, or 64 in hex");
        }
    }

    static List<Sha256> parse(List<String> texts) throws CliException {
        List<Sha256> digests = new ArrayList<>();
        for (String text : texts) {
            Sha256 digest = parse(text);
            if (!digests.contains(digest)) {
                digests.add(digest);
            }
        }
        return digests;
    }
}
