package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CLUSTER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.ISSUER_UNKNOWN;
import static io.countersign.contracts.RefusalCode.PROFILE_UNKNOWN;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The grant that follows from a certificate: the same names, profile and length of life until a given end. Every approver's tool
 * makes it again from what it verified itself, as it does with items.
 */
public final class GrantDraft {
    private GrantDraft() {}

    /** For the certificate that this item orders, so that one visit of the approvers covers it and its successors. */
    public static GrantText of(TrustDocument trust, OrderItem item, Instant until) throws RefusedException {
        return draft(trust, item.lineage(), item.profile(), item.names(), item.notBefore(), item.notAfter(), until);
    }

    /** For a certificate that is live already. */
    public static GrantText of(
            TrustDocument trust, Lineage lineage, String profile, IssuedCertificate live, Instant until)
            throws RefusedException {
        return draft(trust, lineage, profile, live.names(), live.notBefore(), live.notAfter(), until);
    }

    private static GrantText draft(
            TrustDocument trust,
            Lineage lineage,
            String profileName,
            Names names,
            Instant notBefore,
            Instant notAfter,
            Instant until)
            throws RefusedException {
        TrustedCluster cluster = trust.cluster(lineage.cluster())
                .orElseThrow(() -> new RefusedException(CLUSTER_UNKNOWN, "cluster '" + lineage.cluster() + "'"));
        Profile profile = trust.profile(profileName)
                .orElseThrow(() -> new RefusedException(PROFILE_UNKNOWN, "profile '" + profileName + "'"));
        TrustedIssuer issuer = trust.issuer(cluster.name(), profile.issuer())
                .orElseThrow(() -> new RefusedException(
                        ISSUER_UNKNOWN, "cluster " + cluster.name() + " has no issuer '" + profile.issuer() + "'"));
        Duration life = life(profile, Duration.between(notBefore, notAfter));
        Instant end = until.truncatedTo(ChronoUnit.SECONDS);
        return new GrantText(
                issuer.certificate().digest(),
                lineage,
                profile.name(),
                profile.digest(),
                names,
                life,
                gap(life, Duration.between(notBefore, end)),
                notBefore,
                end);
    }

    private static Duration life(Profile profile, Duration whole) {
        Duration life = whole.compareTo(Profile.BACKDATE) > 0 ? whole.minus(Profile.BACKDATE) : whole;
        return life.compareTo(profile.maxLifetime()) > 0 ? profile.maxLifetime() : life;
    }

    /** A quarter of the life lets an agent renew at half life even after a failed try; short lives need more to stay bounded. */
    private static Duration gap(Duration life, Duration span) {
        long bounding = span.toSeconds() / GrantLimits.MOST_SUCCESSIONS + 1;
        return Duration.ofSeconds(Math.max(bounding, life.toSeconds() / 4));
    }
}
