package io.countersign.contracts.event;

import io.countersign.contracts.EventData;
import java.util.List;
import java.util.Optional;

/**
 * A signed head of the audit log.
 *
 * @param root base64 of the root hash, as in the note
 * @param note the signed note (C2SP tlog-checkpoint) with both signature lines
 * @param continues proof that it continues an earlier head; absent only when the log has told none yet
 */
public record CheckpointPublished(String origin, long size, String root, String note, Optional<Continues> continues)
        implements EventData {

    /**
     * A consistency proof (RFC 6962 2.1.2).
     *
     * @param size leaves of the earlier head
     * @param proof base64 hashes
     */
    public record Continues(long size, List<String> proof) {
        public Continues {
            proof = List.copyOf(proof);
        }
    }
}
