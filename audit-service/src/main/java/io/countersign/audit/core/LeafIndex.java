package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Sha256;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a leaf by its event id, the leaves that tell of certificates by issuer and serial and of CRLs by issuer and number, and what was ruled on leaves that
 * redeem a standing grant. Derived from the log and never believed: a hit is checked against the leaf itself, and what is
 * missing is filled in from the log at the next start. Safe for concurrent callers.
 */
public interface LeafIndex {
    /**
     * One leaf.
     *
     * @param fact what else is kept of it
     */
    record Entry(String eventId, Optional<Fact> fact) {
        /** The certificate, if the leaf tells that it was issued. */
        public Optional<CertificateId> issued() {
            return fact(Fact.Issued.class).map(Fact.Issued::certificate);
        }

        /** The CRL, if the leaf holds one. */
        public Optional<CrlId> crl() {
            return fact(Fact.CrlSigned.class).map(Fact.CrlSigned::crl);
        }

        /** Whether the leaf holds a version of the trust document that counts or waits. */
        public boolean isTrustVersion() {
            return fact(Fact.TrustVersion.class).isPresent();
        }

        /** What follows from the leaf, if it redeems a standing grant. */
        public Optional<Ruling> ruling() {
            return fact(Ruling.class);
        }

        private <F extends Fact> Optional<F> fact(Class<F> kind) {
            return fact.filter(kind::isInstance).map(kind::cast);
        }
    }

    /** A certificate and the first leaf that tells of it. */
    record Told(CertificateId certificate, long leaf) {}

    /** A CRL and the first leaf that holds it. */
    record ToldCrl(CrlId crl, long leaf) {}

    /** Number of leaves, counted from leaf 0, that it knows. */
    long size() throws OutageException;

    /** Durable on return. {@code firstLeaf} is {@link #size}; what is there already keeps its first leaf. */
    void add(long firstLeaf, List<Entry> leaves) throws OutageException;

    /** Leaf index of each id that is known. */
    Map<String, Long> find(Collection<String> eventIds) throws OutageException;

    /** Every known certificate under the issuer and serial of one of these, whatever its to-be-signed bytes; oldest first. */
    List<Told> underSerialsOf(Collection<CertificateId> certificates) throws OutageException;

    /** Every known CRL under the issuer and number of one of these, whatever its to-be-signed bytes; oldest first. */
    List<ToldCrl> underNumbersOf(Collection<CrlId> crls) throws OutageException;

    /** The leaves that hold versions of the trust document which count or wait, oldest first. */
    List<Long> trustVersions() throws OutageException;

    /** The leaf that redeemed each of these certificates, where there is one. */
    Map<IssuerSerial, Long> redeemers(Collection<IssuerSerial> predecessors) throws OutageException;

    /** Those of these grant texts, by digest, that redeem nothing any more, with the leaves that ended them. */
    Map<Sha256, Fork> burnt(Collection<Sha256> grants) throws OutageException;

    /** The leaf for whose sake this one has no receipt; empty if it has one. */
    Optional<Long> withheldFor(long leaf) throws OutageException;

    /** Forgets everything, because it does not fit the log. */
    void clear() throws OutageException;
}
