package io.countersign.audit.core;

import io.countersign.contracts.Event;
import java.util.List;

/** Writes events to the topic of their type. Returns when the broker has acknowledged all; order is kept per subject. */
@FunctionalInterface
public interface Announcer {
    void announce(List<Event> events) throws OutageException;
}
