package io.countersign.signer.core;

import io.countersign.contracts.Sha256;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.VerifierKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the signer believes at one moment; a batch is decided under one view.
 *
 * @param document the version in force
 * @param stops as verified under that version
 * @param receipts verifies under the log keys of that version
 * @param logKeys the same keys, for what the log signs beside checkpoints
 * @param versions every version since the pinned one, by digest: an intent names the one it was made under
 */
public record TrustView(
        TrustDocument document,
        Stops stops,
        ReceiptVerifier receipts,
        List<VerifierKey> logKeys,
        Map<Sha256, TrustDocument> versions) {
    public TrustView {
        logKeys = List.copyOf(logKeys);
        versions = Map.copyOf(versions);
    }

    Optional<TrustDocument> version(Sha256 digest) {
        return Optional.ofNullable(versions.get(digest));
    }
}
