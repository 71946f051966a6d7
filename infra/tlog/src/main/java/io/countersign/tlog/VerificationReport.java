package io.countersign.tlog;

import java.util.List;
import java.util.Optional;

/**
 * What a full verification found.
 *
 * @param checkpoint the verified checkpoint; empty when there is none that can be believed
 * @param unsignedEntries entries behind the checkpoint: durable, but not yet signed for
 * @param findings everything that is wrong; empty for a sound log
 */
public record VerificationReport(Optional<Checkpoint> checkpoint, long unsignedEntries, List<Finding> findings) {
    public VerificationReport {
        findings = List.copyOf(findings);
    }

    public boolean isSound() {
        return findings.isEmpty();
    }
}
