package io.countersign.cli.order;

import io.countersign.cli.render.Residual;
import io.countersign.contracts.Names;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.Quorum;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a person reads before signing: everything that will stand in the certificate, and what changes. */
final class Preview {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final TrustDocument trust;
    private final StringBuilder text = new StringBuilder();

    Preview(TrustDocument trust) {
        this.trust = trust;
    }

    Preview order(Order order, int items) {
        text.append("Order to sign: ")
                .append(items == 1 ? "1 certificate" : items + " certificates")
                .append(" of cluster ")
                .append(order.cluster())
                .append('\n');
        line("usable until", TIME.format(order.useBy()));
        line("requested by", order.requester().orElse("-"));
        line("reason", order.reason().orElse("-"));
        line("order", order.digest().hex());
        return this;
    }

    Preview item(RequestedItem request, OrderItem item, Optional<IssuedCertificate> former) {
        Profile profile = trust.profile(item.profile()).orElseThrow();
        Names names = item.names();
        text.append('\n').append(item.lineage()).append('\n');
        line("request", request.id());
        line("profile", profile.name() + " (" + profile.tier() + ", " + persons(Quorum.needed(profile)) + ")");
        line("issuer", profile.issuer() + " of " + item.lineage().cluster());
        line("CN", names.commonName().isEmpty() ? "-" : names.commonName());
        list("O", names.organizations());
        list("DNS", names.dns());
        list("IP", names.ips());
        list("URI", names.uris());
        line("key", key(request) + ", SHA-256 " + item.key().hex());
        line(
                "valid",
                TIME.format(item.notBefore()) + " to " + TIME.format(item.notAfter()) + " ("
                        + Residual.text(Duration.between(item.notBefore(), item.notAfter())) + ")");
        former.ifPresentOrElse(
                certificate -> replaces(item, certificate), () -> line("replaces", "nothing: first of its lineage"));
        return this;
    }

    private void replaces(OrderItem item, IssuedCertificate former) {
        line("replaces", "serial " + former.serial() + ", valid until " + TIME.format(former.notAfter()));
        List<String> changes = new ArrayList<>();
        if (!former.names().commonName().equals(item.names().commonName())) {
            changes.add("- CN " + former.names().commonName());
            changes.add("+ CN " + item.names().commonName());
        }
        changed(changes, "O", former.names().organizations(), item.names().organizations());
        changed(changes, "DNS", former.names().dns(), item.names().dns());
        changed(changes, "IP", former.names().ips(), item.names().ips());
        changed(changes, "URI", former.names().uris(), item.names().uris());
        line("change", changes.isEmpty() ? "names unchanged" : "NAMES CHANGE");
        changes.forEach(change -> line("", change));
        line("", former.key().equals(item.key()) ? "the SAME key again" : "a new key");
    }

    private static void changed(List<String> changes, String what, List<String> before, List<String> after) {
        before.stream().filter(name -> !after.contains(name)).forEach(name -> changes.add("- " + what + " " + name));
        after.stream().filter(name -> !before.contains(name)).forEach(name -> changes.add("+ " + what + " " + name));
    }

    private static String key(RequestedItem request) {
        if (request.csr().publicKey() instanceof RSAPublicKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        if (request.csr().publicKey() instanceof ECPublicKey ec) {
            return "EC P-" + ec.getParams().getCurve().getField().getFieldSize();
        }
        return request.csr().publicKey().getAlgorithm();
    }

    private static String persons(int count) {
        return count == 1 ? "1 person" : count + " persons";
    }

    static String time(Instant instant) {
        return TIME.format(instant);
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

    String text() {
        return text.toString();
    }
}
