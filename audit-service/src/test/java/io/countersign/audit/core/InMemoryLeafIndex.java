package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An index that can be made to lie, to forget and to be away. */
final class InMemoryLeafIndex implements LeafIndex {
    final Map<String, Long> leaves = new HashMap<>();
    final Map<CertificateId, Long> certificates = new HashMap<>();
    long size;
    boolean away;

    @Override
    public synchronized long size() throws OutageException {
        requireHere();
        return size;
    }

    @Override
    public synchronized void add(long firstLeaf, List<Entry> added) throws OutageException {
        requireHere();
        if (firstLeaf != size) {
            throw new OutageException("at " + size + ", not at " + firstLeaf);
        }
        for (Entry entry : added) {
            leaves.putIfAbsent(entry.eventId(), size);
            if (entry.issued().isPresent()) {
                certificates.putIfAbsent(entry.issued().get(), size);
            }
            size++;
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
    public synchronized List<Told> underSerialsOf(Collection<CertificateId> wanted) throws OutageException {
        requireHere();
        return certificates.entrySet().stream()
                .filter(entry -> wanted.stream().anyMatch(one -> sameSerial(one, entry.getKey())))
                .map(entry -> new Told(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Told::leaf))
                .toList();
    }

    private static boolean sameSerial(CertificateId one, CertificateId other) {
        return one.issuer().equals(other.issuer()) && one.serial().equals(other.serial());
    }

    @Override
    public synchronized void clear() throws OutageException {
        requireHere();
        leaves.clear();
        certificates.clear();
        size = 0;
    }

    private void requireHere() throws OutageException {
        if (away) {
            throw new OutageException("the index is away");
        }
    }
}
