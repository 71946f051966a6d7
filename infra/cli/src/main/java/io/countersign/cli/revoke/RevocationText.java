package io.countersign.cli.revoke;

import io.countersign.cli.CliException;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusalCode;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.crl.Crl;
import java.util.ArrayList;
import java.util.List;

/** What a revocation does, what breaks with it, and what it does not do: what a revoker must know before signing. */
public final class RevocationText {
    private final StringBuilder text = new StringBuilder();

    /** For a person about to sign. */
    static String preview(RevocationOrder order, CrlFinding crl, List<Target> targets) {
        RevocationText preview = new RevocationText();
        TrustedIssuer issuer = crl.issuer();
        preview.text
                .append("Revocation to sign: ")
                .append(
                        order.certificates().size() == 1
                                ? "1 certificate"
                                : order.certificates().size() + " certificates")
                .append(" of ")
                .append(issuer.name())
                .append(" of ")
                .append(issuer.cluster())
                .append('\n');
        preview.line("reason", order.reason().wireName() + ": " + order.why());
        preview.line("order", order.digest().toString());
        preview.line(
                "CRL now",
                crl.crl().map(Crl::toString).orElse("-")
                        + crl.fault().map(fault -> " (" + fault + ")").orElse(""));
        for (Revoked each : order.certificates()) {
            targets.stream()
                    .filter(target -> target.serial().equals(each.serial()))
                    .findFirst()
                    .ifPresentOrElse(preview::target, () -> preview.unknown(each));
        }
        preview.text.append('\n');
        preview.line("does", does(issuer));
        doesNot(issuer).forEach(not -> preview.line("does NOT", not));
        preview.line("lasts", "for ever: no serial leaves a CRL again");
        return preview.text.toString();
    }

    private void unknown(Revoked revoked) {
        text.append('\n').append(revoked.lineage()).append('\n');
        line("serial", revoked.serial().toString());
        line("certificate", "NOT KNOWN HERE as one of this lineage and CA: ask for the reason before you sign");
        line("breaks", breaks(revoked.lineage()));
    }

    private void target(Target target) {
        IssuedCertificate certificate = target.verified().certificate();
        Names names = certificate.names();
        text.append('\n').append(target.lineage()).append('\n');
        line("serial", target.serial().toString());
        line("fingerprint", certificate.fingerprint().hex());
        line("CN", names.commonName().isEmpty() ? "-" : names.commonName());
        list("O", names.organizations());
        list("DNS", names.dns());
        list("IP", names.ips());
        list("URI", names.uris());
        line("valid until", certificate.notAfter().toString());
        line(
                "is",
                target.places().isEmpty() ? "nowhere that the registry knows of" : String.join(", ", target.places()));
        line("breaks", breaks(target.lineage()));
    }

    private static String breaks(Lineage lineage) {
        return switch (lineage.component()) {
            case "etcd-peer" ->
                "etcd member " + lineage.instance() + " is cut off from the others at their next handshake";
            case "etcd-server" ->
                "the JSON gateway of etcd member " + lineage.instance()
                        + "; its clients go on, because API servers check no CRL";
            case "apiserver-etcd-client" -> "the API server that uses it is cut off from etcd";
            case "etcd-healthcheck-client" -> "health checks of etcd that use it";
            case "service" -> "nothing by itself: see below";
            default -> "whatever uses it, at its next handshake with a reader of the CRL";
        };
    }

    private static String does(TrustedIssuer issuer) {
        return issuer.name().equals("etcd-ca")
                ? "etcd members refuse these serials at each new handshake, once their node's agent installed the CRL"
                : "puts these serials on the CRL of " + issuer.name() + ", for whoever reads it";
    }

    private static List<String> doesNot(TrustedIssuer issuer) {
        List<String> not = new ArrayList<>();
        if (issuer.name().equals("etcd-ca")) {
            not.add("close connections that are open: restart the etcd members, one by one");
            not.add("reach API servers: they read no CRL. There, remove the user's rights (RBAC);");
            not.add("  system:masters passes by RBAC, and only a new CA ends it");
            not.add("reach a node whose agent is away: its metric countersign_agent_crl_number tells");
        } else {
            not.add("take rights at broker and database, which read no CRL: remove the service's ACLs, its");
            not.add("  role, and its name from the allow lists");
            not.add("close connections that are open: restart broker and database");
        }
        not.add("make new certificates: what shall go on needs one first");
        return not;
    }

    /** Refuses a CA whose CRL nobody would read, and says what works instead. */
    public static void requireReader(Target target) throws CliException {
        TrustedIssuer issuer = target.verified().issuer();
        if (issuer.hasCrl()) {
            return;
        }
        throw CliException.failed(
                RefusalCode.ISSUER_WITHOUT_CRL.code() + ": " + issuer.name() + " of " + issuer.cluster()
                        + " has no CRL, because nobody would read one; serial " + target.serial() + " works until "
                        + target.verified().certificate().notAfter(),
                instead(issuer, target.verified().certificate().names()));
    }

    private static String instead(TrustedIssuer issuer, Names names) {
        if (issuer.name().equals("front-proxy-ca")) {
            return "take '" + names.commonName() + "' off --requestheader-allowed-names of the API servers";
        }
        if (issuer.name().equals("clients")) {
            return "take '" + names.commonName() + "' off the allow lists of the services";
        }
        if (names.organizations().contains("system:masters")) {
            return "API servers read no CRL, and system:masters passes by RBAC: only a new cluster CA ends this one";
        }
        return "API servers read no CRL: remove the RBAC bindings of user '" + names.commonName() + "'"
                + (names.organizations().isEmpty() ? "" : " and of the groups " + names.organizations());
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
}
