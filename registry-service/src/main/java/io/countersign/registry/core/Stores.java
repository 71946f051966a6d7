package io.countersign.registry.core;

/** Everything the registry keeps, inside one transaction. Not for use by several threads. */
public interface Stores {
    RequestStore requests();

    OrderStore orders();

    GrantStore grants();

    CertificateStore certificates();

    LineageStore lineages();

    Timeline timeline();

    Announcements announcements();

    ConsumedOffsets consumed();

    TrustVersions trustVersions();

    StopStore stops();

    Resubmissions resubmissions();

    RevocationStore revocations();

    CrlStore crls();
}
