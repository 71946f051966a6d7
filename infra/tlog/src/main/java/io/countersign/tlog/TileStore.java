package io.countersign.tlog;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Read side of a published log: {@code checkpoint}, tiles and entry bundles by relative path. Objects other than
 * {@code checkpoint} never change once they exist; a partial object may vanish after its full one appeared. Safe for
 * concurrent callers. An error of the medium is an {@link IOException}, never an empty answer.
 */
public interface TileStore {
    String CHECKPOINT = "checkpoint";

    /** The object's bytes, or empty when there is none at this path. */
    Optional<byte[]> read(String path) throws IOException;

    /** Every path that exists, or empty for a medium that cannot be listed (HTTP). */
    default Optional<SortedSet<String>> list() throws IOException {
        return Optional.empty();
    }
}
