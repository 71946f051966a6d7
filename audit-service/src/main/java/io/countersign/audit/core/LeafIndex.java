package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a leaf by its event id, the leaves that tell of certificates by issuer and serial, and what was ruled on leaves that
 * redeem a standing grant. Derived from the log and never believed: a hit is checked against the leaf itself, and what is
 * missing is filled in from the log at the next start. Safe for concurrent callers.
 */
public interface LeafIndex {
    /**
     * One leaf.
     *
     * @param issued the certificate, if the leaf tells that it was issued
     * @param ruling what follows from it, if it redeems a standing grant
     */
    record Entry(String eventId, Optional<CertificateId> issued, Optional<Ruling> ruling) {}

    /** A certificate and the first leaf that tells of it. */
    record Told(CertificateId certificate, long leaf) {}

    /** Number of leaves, counted from leaf 0, that it knows. */
    long size() throws OutageException;

    /** Durable on return. {@code firstLeaf} is {@link #size}; what is there already keeps its first leaf. */
    void add(long firstLeaf, List<Entry> leaves) throws OutageException;

    /** Leaf index of each id that is known. */
    Map<String, Long> find(Collection<String> eventIds) throws OutageException;

    /** Every known certificate under the issuer and serial of one of these, whatever its to-be-signed bytes; oldest first. */
    List<Told> underSerialsOf(Collection<CertificateId> certificates) throws OutageException;

    /** The leaf that redeemed each of these certificates, where there is one. */
    Map<IssuerSerial, Long> redeemers(Collection<IssuerSerial> predecessors) throws OutageException;

    /** Those of these grant texts, by digest, that redeem nothing any more, with the leaves that ended them. */
    Map<Sha256, Fork> burnt(Collection<Sha256> grants) throws OutageException;

    /** The leaf for whose sake this one has no receipt; empty if it has one. */
    Optional<Long> withheldFor(long leaf) throws OutageException;

    /** Forgets everything, because it does not fit the log. */
    void clear() throws OutageException;
}
