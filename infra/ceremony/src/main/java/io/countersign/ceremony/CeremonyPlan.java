package io.countersign.ceremony;

import io.countersign.hsm.KeyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ceremony shall make, one YAML file. Relative paths start at the plan's own folder.
 *
 * @param trustDomain SPIFFE trust domain of the installation
 * @param trustLifetime life of trust document 1; default 365 d
 * @param caLifetime life of the CA certificates; default 3650 d, as kubeadm's
 * @param caKey kind of the CA keys; default EC_P256
 * @param logOrigin first line of the audit log's checkpoints
 * @param cluster the first Kubernetes cluster
 * @param officers who signs trust documents
 * @param roster who may approve, and what
 * @param present the persons at the ceremony, with their private keys; at least the threshold of officers
 * @param tokens where the keys are made
 * @param certificates first certificates under the services and clients CAs
 */
record CeremonyPlan(
        String trustDomain,
        Optional<Duration> trustLifetime,
        Optional<Duration> caLifetime,
        Optional<KeyKind> caKey,
        String logOrigin,
        Cluster cluster,
        Officers officers,
        List<RosterMember> roster,
        List<Present> present,
        Tokens tokens,
        List<FirstCertificate> certificates) {

    /** @param apiServerNames names and addresses an API server may have beside its node's */
    record Cluster(String name, String dnsDomain, List<String> apiServerNames, List<Node> nodes) {}

    record Node(String name, boolean controlPlane, List<String> addresses) {}

    /** @param threshold distinct persons who must sign, at least 2 */
    record Officers(int threshold, List<Officer> persons) {}

    /** @param key PEM of the public key (P-256 or P-384) */
    record Officer(String person, Path key) {}

    /**
     * @param kind human, robot or system; default human
     * @param key PEM of the public key
     * @param roles approver, officer, revoker
     * @param clusters names, or "*"; {@code countersign} is the product's own
     */
    record RosterMember(
            String person, Optional<String> kind, Path key, List<String> roles, List<String> clusters, Instant until) {}

    /** @param privateKey PEM (PKCS#8) of a key that the plan lists for this person */
    record Present(String person, Path privateKey) {}

    /**
     * @param module the PKCS#11 library
     * @param issuing token of CA keys and serial secret, for the signer
     * @param log token of the log keys, for the audit-service
     * @param secondTool the tool that reads the attributes back; default {@code pkcs11-tool}
     */
    record Tokens(Path module, Token issuing, Token log, Optional<String> secondTool) {}

    record Token(String label, Path soPinFile, Path pinFile) {}

    /**
     * @param component profile of the certificate, such as {@code service} or {@code person}
     * @param instance last part of its lineage, such as {@code signer-service}
     * @param csr PEM of the request
     * @param lifetime default: the longest of the profile
     * @param folder where {@code cert.pem} and {@code ca.pem} go; default a folder below the ceremony's output
     * @param trusts CAs that {@code ca.pem} holds: services, clients; default services
     */
    record FirstCertificate(
            String component,
            String instance,
            Path csr,
            Optional<Duration> lifetime,
            Optional<Path> folder,
            Optional<List<String>> trusts) {

        String place() {
            return component + "/" + instance;
        }
    }
}
