package io.countersign.registry.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;

/** Versions of the trust document that were announced. Durable when the surrounding transaction commits. */
public interface TrustVersions {
    /**
     * One version.
     *
     * @param digest SHA-256 of its payload
     * @param file exact bytes
     * @param logged whether the log is proved to hold its announcement
     */
    record Version(long version, Sha256 digest, Bytes file, boolean logged) {}

    /**
     * A version whose announcement the log is not known to hold.
     *
     * @param event id of the announcement, {@code value} its exact bytes
     */
    record Unlogged(long version, String event, Bytes value) {}

    /** Keeps others from adding versions until the transaction ends. */
    void lockAll();

    /** Notes a version. @return whether it is news */
    boolean add(long version, Sha256 digest, Bytes file, Instant at);

    /** Notes under which event a version was announced. */
    void announced(long version, String event);

    /** In their order. */
    List<Version> all();

    /** Files of the logged versions behind this one, in their order. */
    List<Bytes> loggedAfter(long version);

    /** Announced versions behind this one without proof, in their order. */
    List<Unlogged> unloggedAfter(long version);

    /** Notes the proof of an announcement. @return whether it is news */
    boolean logged(long version, String proof, Instant at);
}
