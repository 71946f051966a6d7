package io.countersign.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.render.Residual;
import io.countersign.cli.render.Table;
import io.countersign.contracts.Json;
import io.countersign.orders.Officers;
import io.countersign.orders.Quorum;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A trust document for people. Its texts are the officers' own, and those of a proposal anybody's: none reaches the terminal raw. */
public final class TrustText {
    private final TrustContent content;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    public TrustText(TrustContent content, Instant now) {
        this.content = content;
        this.now = now;
    }

    /** The payload's own members, as {@code --from} takes them. */
    public static JsonNode tree(TrustContent content) {
        try {
            return Json.parse(Base64.getUrlDecoder().decode(content.payload()));
        } catch (IOException e) {
            throw new IllegalStateException("what was written here is JSON", e);
        }
    }

    /**
     * All of it.
     *
     * @param standing what the document is to whoever reads it, for example "in force"
     */
    public String text(String standing) {
        line("Trust document", "version " + content.version() + ", " + standing);
        line("Installation", content.deployment());
        content.previous().ifPresent(previous -> line("Follows", previous.hex()));
        line("Issued", content.issued().toString());
        line("Expires", content.expires() + " (" + Residual.text(Duration.between(now, content.expires())) + ")");
        line("Trust domain", content.trustDomain());
        line(
                "Limits",
                "orders usable for " + content.useByCap().toHours() + "h, versions for "
                        + content.lifeCap().orElse(TrustContent.LONGEST_LIFE).toDays() + "d");
        line("Log", content.log().origin() + ", " + content.log().keys().size() + " keys");
        officers();
        roster();
        clusters();
        profiles();
        return visible(text.toString());
    }

    private void officers() {
        title(content.officers().threshold() + " officers together change this document, one alone stops");
        Table table = Table.kubectl(List.of("OFFICER", "ALG", "KEY"));
        for (Officers.Officer officer : content.officers().keys()) {
            table.row(
                    officer.person(),
                    officer.key().algorithm().name(),
                    officer.key().kid());
        }
        text.append(table.text());
    }

    private void roster() {
        title("Roster");
        text.append(roster(content, now));
    }

    /** The roster alone. */
    public static String roster(TrustContent content, Instant now) {
        Table table = Table.kubectl(List.of("PERSON", "KIND", "ROLES", "CLUSTERS", "UNTIL", "KEY"));
        for (RosterEntry entry : sorted(content)) {
            table.row(
                    entry.person(),
                    entry.kind().name().toLowerCase(Locale.ROOT),
                    roles(entry),
                    String.join(",", entry.clusters().stream().sorted().toList()),
                    entry.isActive(now) ? entry.until().toString() : entry.until() + " (ended)",
                    entry.key().kid());
        }
        return table.text();
    }

    public static List<RosterEntry> sorted(TrustContent content) {
        return content.roster().stream()
                .sorted(Comparator.comparing(RosterEntry::person)
                        .thenComparing(entry -> entry.key().kid()))
                .toList();
    }

    public static String roles(RosterEntry entry) {
        List<String> roles = new ArrayList<>();
        entry.roles().forEach(role -> roles.add(role.name().toLowerCase(Locale.ROOT)));
        return roles.isEmpty() ? "-" : String.join(",", roles.stream().sorted().toList());
    }

    private void clusters() {
        title("Clusters");
        Table issuers = Table.kubectl(List.of("CLUSTER", "ISSUER", "EXPIRES", "CERTIFICATE"));
        Table nodes = Table.kubectl(List.of("CLUSTER", "NODE", "KIND", "ADDRESSES"));
        for (TrustedCluster cluster : content.clusters()) {
            cluster.issuers()
                    .forEach((name, certificate) -> issuers.row(
                            cluster.name(),
                            name,
                            certificate.notAfter().toString(),
                            certificate.digest().hex()));
            for (NodeFacts node : cluster.facts().nodes()) {
                nodes.row(
                        cluster.name(),
                        node.name(),
                        node.controlPlane() ? "control-plane" : "worker",
                        node.addresses().isEmpty() ? "-" : String.join(",", node.addresses()));
            }
        }
        text.append(issuers.text()).append('\n').append(nodes.text());
    }

    private void profiles() {
        title("Profiles");
        Table table = Table.kubectl(List.of("PROFILE", "TIER", "PERSONS", "ISSUER", "LIFE", "TEXT"));
        for (Profile profile : content.profiles()) {
            table.row(
                    profile.name(),
                    profile.tier().name(),
                    Integer.toString(Quorum.needed(profile)),
                    profile.issuer(),
                    Residual.text(profile.maxLifetime()),
                    profile.digest().hex());
        }
        text.append(table.text());
    }

    private void title(String title) {
        text.append('\n').append(title).append('\n');
    }

    private void line(String label, String value) {
        text.append(label)
                .append(':')
                .append(" ".repeat(Math.max(1, 16 - label.length() - 1)))
                .append(value)
                .append('\n');
    }

    /** With everything but lines of printable ASCII escaped, so that no text moves the cursor or hides another. */
    private static String visible(String lines) {
        StringBuilder shown = new StringBuilder(lines.length());
        lines.chars().forEach(unit -> {
            if (unit == '\n' || (unit >= ' ' && unit <= '~')) {
                shown.append((char) unit);
            } else {
                shown.append(String.format(Locale.ROOT, "\\u%04x", unit));
            }
        });
        return shown.toString();
    }
}
