package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.UnreadableException;
import io.countersign.tlog.LogCorruptException;
import java.io.IOException;

/** Leaves of a log, read as the events they are. */
@FunctionalInterface
interface LoggedEvents {
    byte[] leaf(long leafIndex) throws IOException;

    default Event event(long leafIndex) throws IOException {
        try {
            return EventCodec.decode(leaf(leafIndex));
        } catch (UnreadableException e) {
            throw new LogCorruptException("leaf " + leafIndex + " is no event: " + e.getMessage(), e);
        }
    }
}
