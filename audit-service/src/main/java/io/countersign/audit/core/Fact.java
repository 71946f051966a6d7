package io.countersign.audit.core;

import io.countersign.contracts.CertificateId;

/** What the index keeps of a leaf beside its event id; most leaves have none. */
public sealed interface Fact permits Fact.Issued, Fact.CrlSigned, Fact.TrustVersion, Ruling {
    /** The leaf tells that this certificate was issued. */
    record Issued(CertificateId certificate) implements Fact {}

    /** The leaf holds this CRL. */
    record CrlSigned(CrlId crl) implements Fact {}

    /** The leaf holds a version of the trust document that counts, or may once the one before it is a leaf. */
    record TrustVersion() implements Fact {}
}
