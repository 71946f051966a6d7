package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;

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
import java.util.stream.Stream;

/**
 * What a trust document says, before anybody has signed it. Contradictions do not construct.
 *
 * @param deployment install id, 128 bits in lower-case hex
 * @param previous digest of the payload of the version before; absent in version 1
 * @param expires orders count strictly before this time: what bounds the harm of a withheld newer version
 * @param trustDomain of SPIFFE ids
 * @param useByCap longest time an order may stay usable in this installation
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
        Duration useByCap) {
    /** Compiled cap (security 2.3, step 9); an installation may only tighten it. */
    public static final Duration LONGEST_USE_BY = Duration.ofDays(7);

    private static final Pattern HEX_128 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,253}[a-z0-9])?");
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    public TrustContent {
        roster = List.copyOf(roster);
        clusters = List.copyOf(clusters);
        profiles = List.copyOf(profiles);
        require(version >= 1, "versions count from 1");
        require(previous.isPresent() == version > 1, "every version but the first names the one before it");
        require(HEX_128.matcher(deployment).matches(), "dep is 128 bits in lower-case hex");
        require(DOMAIN.matcher(trustDomain).matches(), "not a trust domain: " + trustDomain);
        require(issued.isBefore(expires), "expires before it is issued");
        require(
                !useByCap.isNegative() && !useByCap.isZero() && useByCap.compareTo(LONGEST_USE_BY) <= 0,
                "the use-by cap is more than nothing and at most " + LONGEST_USE_BY);
        Stream.concat(
                        roster.stream().map(RosterEntry::person),
                        officers.keys().stream().map(Officers.Officer::person))
                .forEach(person -> require(PERSON.matcher(person).matches(), "not a person's id: " + person));
        requireUnique(
                "roster key", roster.stream().map(entry -> entry.key().kid()).toList());
        requireUnique("cluster", clusters.stream().map(TrustedCluster::name).toList());
        clusters.forEach(cluster -> require(
                cluster.facts().trustDomain().equals(trustDomain), cluster.name() + " is in another trust domain"));
        requireUnique("profile", profiles.stream().map(Profile::name).toList());
        requireUnique(
                "CA key",
                clusters.stream()
                        .flatMap(cluster -> cluster.issuers().values().stream())
                        .map(IssuerCertificate::keyDigest)
                        .toList());
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

    private static void requireUnique(String what, Collection<?> values) {
        require(new HashSet<>(values).size() == values.size(), "a " + what + " is listed twice");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
