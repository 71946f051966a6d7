package io.countersign.agent;

import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.nio.file.Files;

/** The CA that may sign for each lineage, from the pinned trust document and from nowhere else. */
final class PinnedIssuers {
    private final TrustDocument trust;

    private PinnedIssuers(TrustDocument trust) {
        this.trust = trust;
    }

    static PinnedIssuers open(AgentConfig.TrustPin pin) throws IOException {
        try {
            return new PinnedIssuers(TrustDocument.open(Files.readAllBytes(pin.file()), pin.pin()));
        } catch (RefusedException e) {
            throw new IOException("the trust document " + pin.file() + " is refused: " + e.getMessage(), e);
        }
    }

    TrustDocument trust() {
        return trust;
    }

    /** Refuses a CRL that nobody makes. */
    void requireCrl(String cluster, ManagedCrl managed) throws IOException {
        TrustedIssuer issuer = trust.issuer(cluster, managed.issuer())
                .orElseThrow(
                        () -> new IOException("crls: cluster " + cluster + " has no CA '" + managed.issuer() + "'"));
        if (!issuer.hasCrl()) {
            throw new IOException("crls: there are no CRLs of " + managed.issuer() + ", nobody would read them");
        }
    }

    PinnedIssuer issuerOf(ManagedLineage managed) throws IOException {
        String name = managed.profileOrDefault();
        Profile profile = trust.profile(name)
                .orElseThrow(() ->
                        new IOException(managed.lineage() + ": the trust document has no profile '" + name + "'"));
        String cluster = managed.lineage().cluster();
        TrustedIssuer issuer = trust.issuer(cluster, profile.issuer())
                .orElseThrow(() -> new IOException(
                        managed.lineage() + ": cluster " + cluster + " has no CA '" + profile.issuer() + "'"));
        return new PinnedIssuer(issuer.certificate(), profile.organizationalUnit());
    }
}
