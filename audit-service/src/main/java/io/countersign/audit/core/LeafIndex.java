package io.countersign.audit.core;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Finds a leaf by its event id. Derived from the log and never believed: a hit is checked against the leaf itself, and
 * what is missing is filled in from the log at the next start. Safe for concurrent callers.
 */
public interface LeafIndex {
    /** Number of leaves, counted from leaf 0, that it knows. */
    long size() throws OutageException;

    /** Durable on return. {@code firstLeaf} is {@link #size}; if an id is there already, its first leaf stays. */
    void add(long firstLeaf, List<String> eventIds) throws OutageException;

    /** Leaf index of each id that is known. */
    Map<String, Long> find(Collection<String> eventIds) throws OutageException;

    /** Forgets everything, because it does not fit the log. */
    void clear() throws OutageException;
}
