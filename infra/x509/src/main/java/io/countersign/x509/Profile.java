package io.countersign.x509;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What certificates of one kind may be, read from its exact text. Approvers sign the text's hash, so the text and the encoder it
 * names decide every byte that does not stand in the order (design 3, rule 3).
 */
public final class Profile {
    /** A new certificate begins this long before its order's time, for nodes with a slow clock (kubeadm's constant). */
    public static final Duration BACKDATE = Duration.ofMinutes(5);

    private static final Map<String, KeyPurposeId> PURPOSES =
            Map.of("serverAuth", KeyPurposeId.id_kp_serverAuth, "clientAuth", KeyPurposeId.id_kp_clientAuth);

    private final String text;
    private final Sha256 digest;
    private final ProfileText members;
    private final NameRules names;
    private final List<KeyPurposeId> purposes;
    private final Set<String> purposeOids;

    private Profile(String text, ProfileText members) {
        this.text = text;
        this.digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
        this.members = members;
        this.names = new NameRules(members);
        this.purposes = members.extendedKeyUsage().stream().map(PURPOSES::get).toList();
        this.purposeOids = Set.copyOf(purposes.stream().map(KeyPurposeId::getId).toList());
    }

    /** Throws {@link IllegalArgumentException} for a text of another shape or below the compiled floor. */
    public static Profile parse(String text) {
        ProfileText members = ProfileText.parse(text);
        ProfileFloor.require(members);
        return new Profile(text, members);
    }

    public String name() {
        return members.name();
    }

    /** The exact text, as approved. */
    public String text() {
        return text;
    }

    /** SHA-256 of the text's UTF-8 octets. */
    public Sha256 digest() {
        return digest;
    }

    /** Version of the to-be-signed encoding. */
    public String encoder() {
        return members.encoder();
    }

    /** Which CA of the cluster issues: {@code ca}, {@code etcd-ca}, {@code front-proxy-ca}, {@code services}, {@code clients}. */
    public String issuer() {
        return members.issuer();
    }

    /** Second part of the lineage. */
    public String component() {
        return members.component();
    }

    public Tier tier() {
        return members.tier();
    }

    /** Distinct persons who must approve. */
    public int persons() {
        return members.persons();
    }

    /** Whether the requester may be one of them. */
    public boolean requesterCounts() {
        return members.requesterCounts();
    }

    /** Longest life, not counting {@link #BACKDATE}. */
    public Duration maxLifetime() {
        return members.maxLifetime();
    }

    /** Longest time between making an order and its use-by. */
    public Duration useByCap() {
        return members.useByCap();
    }

    /** Share of life after which a successor is due, 0.5 to 0.9. */
    public double renewAt() {
        return members.renewAt();
    }

    /** Fixed OU of the subject; empty for none. */
    public String organizationalUnit() {
        return members.subject().ou();
    }

    /** The extended key usages a certificate gets, in this order. */
    public List<KeyPurposeId> purposes() {
        return purposes;
    }

    /**
     * The lineage that these names stand for in this cluster.
     *
     * @param instance what the order gives; only taken where the names do not carry it
     */
    public Lineage lineage(Names asked, String instance, ClusterFacts facts) throws RefusedException {
        return names.lineage(asked, instance, facts);
    }

    /** Whether this profile gives exactly these names to this lineage; derives the lineage and compares. */
    public void check(Names asked, Lineage lineage, ClusterFacts facts) throws RefusedException {
        names.check(asked, lineage, facts);
    }

    /** Whether the usages a CSR asks for, if any, are among those it gets. */
    public void checkUsages(Csr csr) throws RefusedException {
        if (csr.asksForKeyEncipherment() && !csr.publicKey().getAlgorithm().equals("RSA")) {
            throw new RefusedException(RefusalCode.USAGE_NOT_ALLOWED, "keyEncipherment is for RSA keys only");
        }
        for (String purpose : csr.requestedPurposes()) {
            if (!purposeOids.contains(purpose)) {
                throw new RefusedException(
                        RefusalCode.USAGE_NOT_ALLOWED,
                        "extendedKeyUsage " + purpose + " is not in " + members.extendedKeyUsage());
            }
        }
    }

    /** Whether this life fits profile and issuer, and the issuer is valid now. */
    public void checkValidity(Instant notBefore, Instant notAfter, IssuerCertificate issuer, Instant now)
            throws RefusedException {
        boolean whole = notBefore.equals(notBefore.truncatedTo(ChronoUnit.SECONDS))
                && notAfter.equals(notAfter.truncatedTo(ChronoUnit.SECONDS));
        if (!whole || !notBefore.isBefore(notAfter)) {
            throw new RefusedException(
                    RefusalCode.VALIDITY_NOT_ALLOWED, "notBefore must come before notAfter, both in whole seconds");
        }
        Duration longest = maxLifetime().plus(BACKDATE);
        if (Duration.between(notBefore, notAfter).compareTo(longest) > 0) {
            throw new RefusedException(
                    RefusalCode.VALIDITY_NOT_ALLOWED, "longer than " + maxLifetime() + " plus " + BACKDATE);
        }
        if (!now.isBefore(notAfter)) {
            throw new RefusedException(RefusalCode.VALIDITY_NOT_ALLOWED, "notAfter " + notAfter + " has passed");
        }
        if (!issuer.isValidAt(now)) {
            throw new RefusedException(RefusalCode.ISSUER_NOT_VALID, "the issuer is valid until " + issuer.notAfter());
        }
        if (notBefore.isBefore(issuer.notBefore()) || notAfter.isAfter(issuer.notAfter())) {
            throw new RefusedException(
                    RefusalCode.ISSUER_NOT_VALID,
                    "the issuer is valid from " + issuer.notBefore() + " to " + issuer.notAfter());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Profile that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return name() + "@" + digest;
    }
}
