package io.countersign.ceremony;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.LogTrust;
import io.countersign.orders.MessageType;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import io.countersign.tlog.VerifierKey;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.ProfileCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Trust document 1: what the plan says, with the CAs and log keys just made.
 *
 * @param file bytes of the signed document
 * @param document the same, opened again by its own pin
 */
record TrustVersionOne(Bytes file, TrustDocument document) {

    /** SHA-256 that everybody pins. */
    Sha256 pin() {
        return file.sha256();
    }

    static TrustVersionOne sign(
            Attendance attendance,
            String deployment,
            Instant issued,
            Duration life,
            CeremonyPlan plan,
            List<CertificateAuthority> authorities,
            List<VerifierKey> logKeys)
            throws CeremonyException {
        try {
            TrustContent content = new TrustContent(
                    1,
                    deployment,
                    Optional.empty(),
                    issued,
                    issued.plus(life),
                    plan.trustDomain(),
                    attendance.officers(),
                    attendance.roster(),
                    List.of(
                            new TrustedCluster(
                                    attendance.cluster(),
                                    issuers(authorities, attendance.cluster().name())),
                            new TrustedCluster(ownCluster(plan), issuers(authorities, TrustedCluster.OWN))),
                    List.copyOf(ProfileCatalog.builtIn().all()),
                    new LogTrust(
                            plan.logOrigin(),
                            logKeys.stream().map(VerifierKey::toString).toList()),
                    TrustContent.LONGEST_USE_BY);
            String payload = content.payload();
            List<Approval> signatures = attendance.presentOfficers().stream()
                    .map(officer -> StrictJws.sign(MessageType.TRUST, payload, officer.key()))
                    .toList();
            byte[] file = TrustDocument.file(content, signatures);
            return new TrustVersionOne(Bytes.of(file), TrustDocument.open(file, Sha256.of(file)));
        } catch (IllegalArgumentException | RefusedException e) {
            throw new CeremonyException("trust document 1: " + e.getMessage(), e);
        }
    }

    /** Countersign itself as a cluster: its services have names of their own, so it lists no nodes. */
    static ClusterFacts ownCluster(CeremonyPlan plan) {
        return new ClusterFacts(
                TrustedCluster.OWN, plan.trustDomain(), plan.cluster().dnsDomain(), List.of(), List.of());
    }

    private static Map<String, IssuerCertificate> issuers(List<CertificateAuthority> authorities, String cluster) {
        return authorities.stream()
                .filter(authority -> authority.cluster().equals(cluster))
                .collect(Collectors.toMap(CertificateAuthority::name, CertificateAuthority::certificate));
    }
}
