package io.countersign.runtime.config;

import io.countersign.contracts.Sha256;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The trust document of a service, and the digest that says it is the right one: the one root of trust. */
public record TrustPin(
        @Setting(doc = "File of the trust document") Path file,
        @Setting(doc = "SHA-256 of exactly that file, hex, as printed at the ceremony; another file is refused")
                String sha256) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public TrustPin {
        if (!HEX.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hex digits");
        }
    }

    public Sha256 pin() {
        return Sha256.parseHex(sha256);
    }
}
