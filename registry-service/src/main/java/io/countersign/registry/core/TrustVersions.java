package io.countersign.registry.core;

import io.countersign.contracts.Sha256;
import java.time.Instant;

/** Versions of the trust document that were announced. */
public interface TrustVersions {
    /** Notes a version. @return whether it is news */
    boolean add(long version, Sha256 digest, Instant at);
}
