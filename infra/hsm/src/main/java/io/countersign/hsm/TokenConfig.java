package io.countersign.hsm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Which token to use and how.
 *
 * @param module absolute path of the PKCS#11 library
 * @param tokenLabel CKA label of the token, unique in the module; slot numbers change when a token is re-initialised
 * @param pinFile file holding the user PIN; a trailing newline is ignored
 * @param concurrency calls in flight at once, 1 to 5: SunPKCS11's session pool holds 5, beyond it sessions churn
 * @param deadline longest wait for one call into the module
 */
public record TokenConfig(Path module, String tokenLabel, Path pinFile, int concurrency, Duration deadline) {
    public static final int MAX_CONCURRENCY = 5;
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(5);

    /** CK_TOKEN_INFO.label is 32 bytes, blank padded (PKCS#11 v2.40, 3.2). */
    static final int LABEL_BYTES = 32;

    public TokenConfig {
        Objects.requireNonNull(pinFile, "pinFile");
        if (!module.isAbsolute()) {
            throw new IllegalArgumentException("module must be an absolute path: " + module);
        }
        if (tokenLabel.isBlank() || tokenLabel.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            throw new IllegalArgumentException("token label must have 1 to " + LABEL_BYTES + " bytes: " + tokenLabel);
        }
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency must be 1 to " + MAX_CONCURRENCY + ": " + concurrency);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline must be positive: " + deadline);
        }
    }

    public static TokenConfig of(Path module, String tokenLabel, Path pinFile) {
        return new TokenConfig(module, tokenLabel, pinFile, MAX_CONCURRENCY, DEFAULT_DEADLINE);
    }

    /** Reads module path, token and PIN file from an RFC 7512 URI with module-path and pin-source. */
    public static TokenConfig of(Pkcs11Uri uri) {
        return of(
                uri.modulePath().orElseThrow(() -> new IllegalArgumentException("the URI names no module-path")),
                uri.token().orElseThrow(() -> new IllegalArgumentException("the URI names no token")),
                uri.pinSource().orElseThrow(() -> new IllegalArgumentException("the URI names no pin-source")));
    }
}
