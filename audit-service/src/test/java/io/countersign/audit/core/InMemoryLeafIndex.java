package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An index that can be made to lie, to forget and to be away. */
final class InMemoryLeafIndex implements LeafIndex {
    final Map<String, Long> leaves = new HashMap<>();
    final Map<CertificateId, Long> certificates = new HashMap<>();
    final List<Long> trustVersions = new ArrayList<>();
    final Map<CrlId, Long> crls = new LinkedHashMap<>();
    final Map<IssuerSerial, Long> redeemers = new HashMap<>();
    final Map<Sha256, Fork> burnt = new HashMap<>();
    final Map<Long, Long> withheld = new HashMap<>();
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
            if (entry.isTrustVersion()) {
                trustVersions.add(size);
            }
            if (entry.crl().isPresent()) {
                crls.putIfAbsent(entry.crl().get(), size);
            }
            if (entry.ruling().isPresent()) {
                keep(entry.ruling().get(), size);
            }
            size++;
        }
    }

    private void keep(Ruling ruling, long leaf) {
        if (ruling instanceof Ruling.Redeems redeems) {
            redeemers.putIfAbsent(redeems.predecessor(), leaf);
        } else if (ruling instanceof Ruling.Withholds withholds) {
            withheld.put(leaf, withholds.first());
            withholds.burns().forEach(grant -> burnt.putIfAbsent(grant, new Fork(withholds.first(), leaf)));
        }
    }

    @Override
    public synchronized Map<IssuerSerial, Long> redeemers(Collection<IssuerSerial> wanted) throws OutageException {
        requireHere();
        return only(redeemers, wanted);
    }

    @Override
    public synchronized Map<Sha256, Fork> burnt(Collection<Sha256> wanted) throws OutageException {
        requireHere();
        return only(burnt, wanted);
    }

    @Override
    public synchronized Optional<Long> withheldFor(long leaf) throws OutageException {
        requireHere();
        return Optional.ofNullable(withheld.get(leaf));
    }

    private static <K, V> Map<K, V> only(Map<K, V> all, Collection<K> wanted) {
        Map<K, V> found = new HashMap<>(all);
        found.keySet().retainAll(wanted);
        return found;
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

    @Override
    public synchronized List<Long> trustVersions() throws OutageException {
        requireHere();
        return List.copyOf(trustVersions);
    }

    @Override
    public synchronized List<ToldCrl> underNumbersOf(Collection<CrlId> wanted) throws OutageException {
        requireHere();
        return crls.entrySet().stream()
                .filter(entry -> wanted.stream().anyMatch(one -> sameNumber(one, entry.getKey())))
                .map(entry -> new ToldCrl(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static boolean sameNumber(CrlId one, CrlId other) {
        return one.issuer().equals(other.issuer()) && one.number() == other.number();
    }

    private static boolean sameSerial(CertificateId one, CertificateId other) {
        return one.issuer().equals(other.issuer()) && one.serial().equals(other.serial());
    }

    @Override
    public synchronized void clear() throws OutageException {
        requireHere();
        leaves.clear();
        certificates.clear();
        trustVersions.clear();
        crls.clear();
        redeemers.clear();
        burnt.clear();
        withheld.clear();
        size = 0;
    }

    private void requireHere() throws OutageException {
        if (away) {
            throw new OutageException("the index is away");
        }
    }
}
