package io.countersign.audit;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.TrustDocument;
import io.countersign.runtime.config.TrustPin;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pinned trust document.
 *
 * @param pin SHA-256 of its file
 */
record PinnedTrust(TrustDocument document, Sha256 pin) {
    static PinnedTrust open(TrustPin config) throws IOException, RefusedException {
        return new PinnedTrust(TrustDocument.open(Files.readAllBytes(config.file()), config.pin()), config.pin());
    }

    /** A log under another name or other keys than everybody pinned would sign what nobody can verify. */
    void requireLog(String origin, Collection<VerifierKey> keys) {
        String trusted = document.log().origin();
        if (!trusted.equals(origin)) {
            throw new IllegalArgumentException(
                    "the log's origin is '" + origin + "', the trust document names '" + trusted + "'");
        }
        Set<String> held = keys.stream().map(VerifierKey::toString).collect(Collectors.toSet());
        if (!held.equals(Set.copyOf(document.logKeys()))) {
            throw new IllegalArgumentException(
                    "the log's keys are " + held + ", the trust document names " + document.logKeys());
        }
    }
}
