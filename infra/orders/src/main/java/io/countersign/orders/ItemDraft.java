package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CLUSTER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.ISSUER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.PROFILE_UNKNOWN;
import static io.countersign.contracts.RefusalCode.VALIDITY_NOT_ALLOWED;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The item that follows from a request. The registry offers it; the first approver's tool makes it again from the CSR's own
 * bytes and its own trust document, so that nobody signs what a server merely shows.
 *
 * @param lineage where the certificate is to stand
 * @param profile name of the profile; empty for the one named like the component
 * @param lifetime asked for; empty for the longest the profile gives
 */
public record ItemDraft(
        Csr csr,
        Lineage lineage,
        Optional<String> profile,
        Optional<Duration> lifetime,
        Optional<Predecessor> predecessor) {

    public static ItemDraft of(Csr csr, Lineage lineage) {
        return new ItemDraft(csr, lineage, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public String profileName() {
        return profile.orElse(lineage.component());
    }

    /** The item, if the request is good as far as it goes: cluster, profile, key, names and life. */
    public OrderItem item(TrustDocument trust, Instant now) throws RefusedException {
        TrustedCluster cluster = trust.cluster(lineage.cluster())
                .orElseThrow(() -> new RefusedException(CLUSTER_UNKNOWN, "cluster '" + lineage.cluster() + "'"));
        Profile found = trust.profile(profileName())
                .orElseThrow(() -> new RefusedException(PROFILE_UNKNOWN, "profile '" + profileName() + "'"));
        TrustedIssuer issuer = trust.issuer(cluster.name(), found.issuer())
                .orElseThrow(() -> new RefusedException(
                        ISSUER_UNKNOWN, "cluster " + cluster.name() + " has no issuer '" + found.issuer() + "'"));
        ItemChecks.requireNoCaKey(trust, csr);
        found.check(csr.names(), lineage, cluster.facts());
        found.checkUsages(csr);
        Duration life = lifetime.orElse(found.maxLifetime());
        if (life.isNegative() || life.isZero() || life.compareTo(found.maxLifetime()) > 0) {
            throw new RefusedException(
                    VALIDITY_NOT_ALLOWED, life + " is not within the " + found.maxLifetime() + " of " + found.name());
        }
        Instant start = now.truncatedTo(ChronoUnit.SECONDS);
        Instant issuerStart = issuer.certificate().notBefore();
        Instant backdated = start.minus(Profile.BACKDATE);
        return new OrderItem(
                issuer.certificate().digest(),
                lineage,
                found.name(),
                found.digest(),
                csr.digest(),
                csr.keyDigest(),
                csr.names(),
                backdated.isBefore(issuerStart) ? issuerStart : backdated,
                start.plus(life).truncatedTo(ChronoUnit.SECONDS),
                predecessor);
    }
}
