package io.countersign.orders;

import java.util.List;

/**
 * The audit log as everybody must know it.
 *
 * @param origin first line of its checkpoints
 * @param keys verifier keys in C2SP form, all of which must have signed a checkpoint
 */
public record LogTrust(String origin, List<String> keys) {
    public LogTrust {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a log without keys proves nothing");
        }
    }
}
