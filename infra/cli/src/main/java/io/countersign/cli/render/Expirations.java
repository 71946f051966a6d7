package io.countersign.cli.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The inventory of one cluster as {@code kubeadm certs check-expiration} shows a node's: the same columns and member names
 * (kubernetes-pki 2.1), with the place of each certificate added, because this is a whole cluster.
 */
public final class Expirations {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "MMM dd, yyyy HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final List<Leaf> leaves;
    private final List<Authority> authorities;
    private final Instant now;

    /**
     * A certificate.
     *
     * @param name kubeadm's listing name
     * @param served what is known of the place it is served at: {@code yes}, {@code no: …} or {@code -}
     */
    public record Leaf(
            String name, String instance, Instant notBefore, Instant notAfter, String caName, String served) {}

    /** A CA; its key is in the HSM and never beside it, which kubeadm calls externally managed. */
    public record Authority(String name, Instant notAfter) {}

    public Expirations(List<Leaf> leaves, List<Authority> authorities, Instant now) {
        this.leaves = leaves.stream()
                .sorted(Comparator.comparing(Leaf::name).thenComparing(Leaf::instance))
                .toList();
        this.authorities = authorities.stream()
                .sorted(Comparator.comparing(Authority::name))
                .toList();
        this.now = now;
    }

    public String text() {
        Table certificates = Table.kubeadm(
                "CERTIFICATE",
                "EXPIRES",
                "RESIDUAL TIME",
                "CERTIFICATE AUTHORITY",
                "EXTERNALLY MANAGED",
                "INSTANCE",
                "SERVED");
        for (Leaf leaf : leaves) {
            certificates.row(
                    leaf.name(),
                    DATE.format(leaf.notAfter()),
                    residual(leaf.notAfter()),
                    leaf.caName(),
                    "yes",
                    leaf.instance(),
                    leaf.served());
        }
        Table issuers = Table.kubeadm("CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED");
        for (Authority authority : authorities) {
            issuers.row(authority.name(), DATE.format(authority.notAfter()), residual(authority.notAfter()), "yes");
        }
        return certificates.text() + "\n" + issuers.text();
    }

    /** {@code CertificateExpirationInfo}; {@code instance} and {@code served} are ours. */
    public ObjectNode tree() {
        ObjectNode tree = Json.TOLERANT.createObjectNode();
        tree.put("kind", "CertificateExpirationInfo");
        tree.put("apiVersion", "output.kubeadm.k8s.io/v1alpha3");
        ArrayNode certificates = tree.putArray("certificates");
        for (Leaf leaf : leaves) {
            ObjectNode entry = entry(certificates, leaf.name(), leaf.notAfter());
            entry.put("caName", leaf.caName());
            entry.put("missing", false);
            entry.put("instance", leaf.instance());
            entry.put("served", leaf.served());
        }
        ArrayNode issuers = tree.putArray("certificateAuthorities");
        for (Authority authority : authorities) {
            entry(issuers, authority.name(), authority.notAfter()).put("missing", false);
        }
        return tree;
    }

    private ObjectNode entry(ArrayNode array, String name, Instant notAfter) {
        ObjectNode entry = array.addObject();
        entry.put("name", name);
        entry.put("expirationDate", notAfter.truncatedTo(ChronoUnit.SECONDS).toString());
        entry.put("residualTime", Duration.between(now, notAfter).toSeconds());
        entry.put("externallyManaged", true);
        return entry;
    }

    private String residual(Instant notAfter) {
        return Residual.text(Duration.between(now, notAfter));
    }
}
