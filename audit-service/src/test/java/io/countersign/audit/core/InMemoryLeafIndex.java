package io.countersign.audit.core;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An index that can be made to lie, to forget and to be away. */
final class InMemoryLeafIndex implements LeafIndex {
    final Map<String, Long> leaves = new HashMap<>();
    long size;
    boolean away;

    @Override
    public synchronized long size() throws OutageException {
        requireHere();
        return size;
    }

    @Override
    public synchronized void add(long firstLeaf, List<String> eventIds) throws OutageException {
        requireHere();
        if (firstLeaf != size) {
            throw new OutageException("at " + size + ", not at " + firstLeaf);
        }
        for (String id : eventIds) {
            leaves.putIfAbsent(id, size++);
        }
    }

    @Override
    public synchronized Map<String, Long> find(Collection<String> eventIds) throws OutageException {
        requireHere();
        Map<String, Long> found = new HashMap<>();
        for (String id : eventIds) {
            if (leaves.containsKey(id)) {
                found.put(id, leaves.get(id));
            }
        }
        return found;
    }

    @Override
    public synchronized void clear() throws OutageException {
        requireHere();
        leaves.clear();
        size = 0;
    }

    private void requireHere() throws OutageException {
        if (away) {
            throw new OutageException("the index is away");
        }
    }
}
