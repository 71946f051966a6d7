package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_EXPIRED;
import static io.countersign.contracts.RefusalCode.TRUST_NOT_PINNED;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The one root of trust: officers, roster, clusters with their CAs, profiles and log keys, signed by a quorum of its officers.
 * Version 1 is pinned: whoever opens it gives the SHA-256 of the whole file from the configuration. Every later one follows from
 * the one before it.
 */
public final class TrustDocument {
    private final TrustContent content;
    private final Sha256 digest;
    private final Map<String, RosterEntry> roster;
    private final Map<String, TrustedCluster> clusters;
    private final Map<String, Profile> profiles;
    private final Map<Sha256, TrustedIssuer> issuers;

    TrustDocument(TrustContent content, Sha256 digest) {
        this.content = content;
        this.digest = digest;
        this.roster = byKey(content.roster(), entry -> entry.key().kid());
        this.clusters = byKey(content.clusters(), TrustedCluster::name);
        this.profiles = byKey(content.profiles(), Profile::name);
        this.issuers = byKey(
                content.clusters().stream()
                        .flatMap(cluster -> cluster.issuers().entrySet().stream()
                                .map(entry -> new TrustedIssuer(cluster.name(), entry.getKey(), entry.getValue())))
                        .toList(),
                issuer -> issuer.certificate().digest());
    }

    /**
     * Opens a file, whose form is {@code {"payload": base64url, "signatures": [{"protected", "signature"}]}}.
     *
     * @param pin SHA-256 of the file's exact bytes, as printed at the ceremony
     */
    public static TrustDocument open(byte[] file, Sha256 pin) throws RefusedException {
        Sha256 found = Sha256.of(file);
        if (!found.equals(pin)) {
            throw new RefusedException(TRUST_NOT_PINNED, "the file's SHA-256 is " + found.hex() + ", not " + pin.hex());
        }
        TrustFile parsed = TrustFile.parse(file);
        TrustContent content = parsed.content();
        OfficerSignatures.require(content.officers(), MessageType.TRUST, parsed.payload(), parsed.signatures());
        return new TrustDocument(content, parsed.digest());
    }

    /**
     * The next version, signed by a quorum of this version's officers and of its own, and not expired. Whoever follows the versions
     * as they are published uses {@link TrustChain}.
     *
     * @param file as {@link #open} takes it
     */
    public TrustDocument succeededBy(byte[] file, Instant now) throws RefusedException {
        TrustDocument next = Succession.document(this, TrustFile.parse(file), now);
        if (!now.isBefore(next.expires())) {
            throw new RefusedException(TRUST_EXPIRED, "version " + next.version() + " expired at " + next.expires());
        }
        return next;
    }

    /** The bytes of a signed document's file. */
    public static byte[] file(TrustContent content, List<Approval> signatures) {
        return new TrustFile(content.payload(), signatures).bytes();
    }

    /** Install id, 128 bits in hex. */
    public String deployment() {
        return content.deployment();
    }

    public long version() {
        return content.version();
    }

    /** SHA-256 of the payload; every intent names it. */
    public Sha256 digest() {
        return digest;
    }

    public Instant expires() {
        return content.expires();
    }

    public String trustDomain() {
        return content.trustDomain();
    }

    public TrustContent content() {
        return content;
    }

    public Optional<TrustedCluster> cluster(String name) {
        return Optional.ofNullable(clusters.get(name));
    }

    public Optional<TrustedIssuer> issuer(Sha256 certificate) {
        return Optional.ofNullable(issuers.get(certificate));
    }

    /** A CA by its cluster and its name inside it. */
    public Optional<TrustedIssuer> issuer(String cluster, String name) {
        return cluster(cluster)
                .map(found -> found.issuers().get(name))
                .flatMap(certificate -> issuer(certificate.digest()));
    }

    public List<TrustedIssuer> issuers() {
        return List.copyOf(issuers.values());
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    public Optional<RosterEntry> rosterEntry(String kid) {
        return Optional.ofNullable(roster.get(kid));
    }

    public LogTrust log() {
        return content.log();
    }

    /** Verifier keys of the log, all of which must have signed a checkpoint. */
    public List<String> logKeys() {
        return content.log().keys();
    }

    private static <K, V> Map<K, V> byKey(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
    }
}
