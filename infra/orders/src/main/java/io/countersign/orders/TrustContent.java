package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a trust document says, before anybody has signed it. Contradictions do not construct.
 *
 * @param deployment install id, 128 bits in lower-case hex
 * @param previous digest of the payload of the version before; absent in version 1
 * @param expires orders count strictly before this time: what bounds the harm of a withheld newer version
 * @param trustDomain of SPIFFE ids
 * @param useByCap longest time an order may stay usable in this installation
 * @param lifeCap longest time from issue to expiry of this version and the next; {@link #LONGEST_LIFE} when absent
 */
public record TrustContent(
        long version,
        String deployment,
        Optional<Sha256> previous,
        Instant issued,
        Instant expires,
        String trustDomain,
        Officers officers,
        List<RosterEntry> roster,
        List<TrustedCluster> clusters,
        List<Profile> profiles,
        LogTrust log,
        Duration useByCap,
        Optional<Duration> lifeCap) {
    /** Compiled cap (security 2.3, step 9); an installation may only tighten it. */
    public static final Duration LONGEST_USE_BY = Duration.ofDays(7);

    /**
     * Compiled cap of a version's life, and with it of the harm of a withheld newer version: a year and five weeks to sign the
     * next one. An installation may only tighten it.
     */
    public static final Duration LONGEST_LIFE = Duration.ofDays(400);

    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,253}[a-z0-9])?");

    public TrustContent {
        roster = List.copyOf(roster);
        clusters = List.copyOf(clusters);
        profiles = List.copyOf(profiles);
        require(version >= 1, "versions count from 1");
        require(previous.isPresent() == version > 1, "every version but the first names the one before it");
        require(ClaimGrammar.HEX_128.matcher(deployment).matches(), "dep is 128 bits in lower-case hex");
        require(DOMAIN.matcher(trustDomain).matches(), "not a trust domain: " + trustDomain);
        require(issued.isBefore(expires), "expires before it is issued");
        requireWithin("the use-by cap", useByCap, LONGEST_USE_BY);
        requireWithin("the life cap", lifeCap.orElse(LONGEST_LIFE), LONGEST_LIFE);
        requireWithin("the time from issue to expiry", Duration.between(issued, expires), lifeCap.orElse(LONGEST_LIFE));
        RosterRules.require(officers, roster, clusters);
        requireUnique("cluster", clusters.stream().map(TrustedCluster::name).toList());
        clusters.forEach(cluster -> require(
                cluster.facts().trustDomain().equals(trustDomain), cluster.name() + " is in another trust domain"));
        requireUnique("profile", profiles.stream().map(Profile::name).toList());
        // A stop names a profile; one that no stop can name could not be disabled.
        profiles.forEach(profile -> require(Lineage.isPart(profile.name()), "not a profile's name: " + profile.name()));
        requireUnique(
                "CA key",
                clusters.stream()
                        .flatMap(cluster -> cluster.issuers().values().stream())
                        .map(IssuerCertificate::keyDigest)
                        .toList());
        requireUnique("log key", log.keys());
    }

    /** With no life cap of its own. */
    public TrustContent(
            long version,
            String deployment,
            Optional<Sha256> previous,
            Instant issued,
            Instant expires,
            String trustDomain,
            Officers officers,
            List<RosterEntry> roster,
            List<TrustedCluster> clusters,
            List<Profile> profiles,
            LogTrust log,
            Duration useByCap) {
        this(
                version,
                deployment,
                previous,
                issued,
                expires,
                trustDomain,
                officers,
                roster,
                clusters,
                profiles,
                log,
                useByCap,
                Optional.empty());
    }

    /** Reads a payload's octets (decoded, as JSON). */
    public static TrustContent parse(byte[] payload) throws RefusedException {
        try {
            return new TrustReader().read(payload);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(TRUST_MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** The payload segment that officers sign. */
    public String payload() {
        return StrictJws.payload(TrustWriter.write(this));
    }

    private static void requireWithin(String what, Duration value, Duration cap) {
        require(
                !value.isNegative() && !value.isZero() && value.compareTo(cap) <= 0,
                what + " is more than nothing and at most " + cap);
    }

    private static void requireUnique(String what, Collection<?> values) {
        require(new HashSet<>(values).size() == values.size(), "a " + what + " is listed twice");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
