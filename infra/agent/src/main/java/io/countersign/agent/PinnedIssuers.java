package io.countersign.agent;

import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.util.function.Supplier;

/** The CA that may sign for each lineage, from the trust document in force and from nowhere else. */
final class PinnedIssuers {
    private final Supplier<TrustDocument> trust;

    PinnedIssuers(Supplier<TrustDocument> trust) {
        this.trust = trust;
    }

    TrustDocument trust() {
        return trust.get();
    }

    LineageTrust of(ManagedLineage managed) {
        return new LineageTrust() {
            @Override
            public TrustDocument document() {
                return trust();
            }

            @Override
            public PinnedIssuer issuer() throws IOException {
                return issuerOf(managed);
            }
        };
    }

    /** Refuses a CRL that nobody makes. */
    void requireCrl(String cluster, ManagedCrl managed) throws IOException {
        TrustedIssuer issuer = trust().issuer(cluster, managed.issuer())
                .orElseThrow(
                        () -> new IOException("crls: cluster " + cluster + " has no CA '" + managed.issuer() + "'"));
        if (!issuer.hasCrl()) {
            throw new IOException("crls: there are no CRLs of " + managed.issuer() + ", nobody would read them");
        }
    }

    PinnedIssuer issuerOf(ManagedLineage managed) throws IOException {
        String name = managed.profileOrDefault();
        Profile profile = trust().profile(name)
                .orElseThrow(() ->
                        new IOException(managed.lineage() + ": the trust document has no profile '" + name + "'"));
        String cluster = managed.lineage().cluster();
        TrustedIssuer issuer = trust().issuer(cluster, profile.issuer())
                .orElseThrow(() -> new IOException(
                        managed.lineage() + ": cluster " + cluster + " has no CA '" + profile.issuer() + "'"));
        return new PinnedIssuer(issuer.certificate(), profile.organizationalUnit());
    }
}
