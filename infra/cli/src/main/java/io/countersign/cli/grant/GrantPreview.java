package io.countersign.cli.grant;

import io.countersign.cli.render.Residual;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Quorum;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person reads before signing a grant, and when looking at one. */
public final class GrantPreview {
    private final TrustDocument trust;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    public GrantPreview(TrustDocument trust, Instant now) {
        this.trust = trust;
        this.now = now;
    }

    GrantPreview order(GrantOrder order, int texts) {
        text.append("Grant to sign: renewals without people for ")
                .append(texts == 1 ? "1 lineage" : texts + " lineages")
                .append(" of cluster ")
                .append(order.cluster())
                .append('\n');
        line("requested by", order.requester().orElse("-"));
        line("reason", order.reason().orElse("-"));
        line("grant", order.digest().toString());
        return this;
    }

    public GrantPreview grant(GrantText grant, Optional<IssuedCertificate> live) {
        Optional<Profile> profile = trust.profile(grant.profile());
        text.append('\n').append(grant.lineage()).append('\n');
        line(
                "profile",
                grant.profile()
                        + profile.map(one -> " (" + one.tier() + ", " + persons(Quorum.needed(one)) + ")")
                                .orElse(" (not in the trust document)"));
        line(
                "issuer",
                trust.issuer(grant.issuer())
                        .map(issuer -> issuer.name() + " of " + issuer.cluster())
                        .orElse("NOT in the trust document: " + grant.issuer()));
        line("CN", grant.names().commonName().isEmpty() ? "-" : grant.names().commonName());
        list("O", grant.names().organizations());
        list("DNS", grant.names().dns());
        list("IP", grant.names().ips());
        list("URI", grant.names().uris());
        line("life", "each certificate " + Residual.text(grant.life()) + " at most");
        line("gap", Residual.text(grant.gap()) + " at least between a certificate and its successor");
        line(
                "allows",
                ReceivedGrant.renewals(grant, grant.since()) + " renewals at most, "
                        + ReceivedGrant.renewals(grant, now)
                        + " from now, each with a new key signed for by the key before it");
        line("since", grant.since() + ", for no certificate that is older");
        line(
                "until",
                grant.until() + " (" + Residual.text(Duration.between(now, grant.until()))
                        + "), and no certificate outlives it");
        live.ifPresent(one -> line("live now", "serial " + one.serial() + ", valid until " + one.notAfter()));
        return this;
    }

    private static String persons(int count) {
        return count == 1 ? "1 person" : count + " persons";
    }

    private void list(String label, List<String> values) {
        if (!values.isEmpty()) {
            line(label, String.join(", ", values));
        }
    }

    private void line(String label, String value) {
        text.append("  ")
                .append(label)
                .append(" ".repeat(Math.max(1, 14 - label.length())))
                .append(value)
                .append('\n');
    }

    public String text() {
        return text.toString();
    }
}
