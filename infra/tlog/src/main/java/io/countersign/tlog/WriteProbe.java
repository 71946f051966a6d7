package io.countersign.tlog;

import java.io.IOException;

/**
 * Told at each moment of each durable write. Production uses {@link #NONE}; a test throws or halts here, to show what a
 * crash at exactly that moment leaves behind.
 */
@FunctionalInterface
public interface WriteProbe {
    enum Moment {
        STARTING,
        TEMPORARY_DURABLE,
        RENAMED,
        DIRECTORY_DURABLE,
        READING_BACK,
        DELETING
    }

    WriteProbe NONE = (moment, file) -> {};

    /** The file is relative to the data directory, for example {@code log/tile/0/000} or {@code state}. */
    void reached(Moment moment, String file) throws IOException;
}
