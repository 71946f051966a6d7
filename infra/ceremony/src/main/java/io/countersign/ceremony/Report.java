package io.countersign.ceremony;

import io.countersign.hsm.KeyAttributes;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import java.util.StringJoiner;

/** A transcript as people read it. */
final class Report {
    private Report() {}

    static String of(Transcript transcript) {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        lines.add("Key ceremony of installation " + transcript.deployment() + ", held at " + transcript.heldAt());
        lines.add("Present: " + String.join(", ", transcript.persons()));
        lines.add("");
        lines.add("Trust document 1, pin this SHA-256 in every service, agent and client:");
        lines.add("  " + transcript.trust().hex());
        lines.add("Log " + transcript.logOrigin() + ", verifier keys:");
        transcript.logKeys().forEach(key -> lines.add("  " + key));
        transcript.tokens().forEach(token -> token(lines, token));
        lines.add("");
        lines.add("CAs:");
        transcript
                .issuers()
                .forEach(issuer -> lines.add("  %-30s until %s  sha256 %s"
                        .formatted(
                                issuer.cluster() + "/" + issuer.name(),
                                end(issuer),
                                issuer.sha256().hex())));
        lines.add("");
        lines.add("First certificates:");
        transcript.certificates().forEach(first -> lines.add("  %-40s %s".formatted(first.lineage(), life(first))));
        lines.add("");
        lines.add("CRLs number " + FirstCrls.NUMBER + ", copy them into the folder crls of the signer's spool:");
        transcript
                .crls()
                .forEach(crl -> lines.add("  %-40s sha256 %s"
                        .formatted(
                                CeremonyFolder.crlName(crl.cluster(), crl.name()),
                                crl.sha256().hex())));
        lines.add("");
        lines.add("Not proved:");
        transcript.caveats().forEach(caveat -> lines.add("  " + caveat));
        return lines.toString();
    }

    private static void token(StringJoiner lines, TokenRecord token) {
        lines.add("");
        lines.add("Token " + token.label() + ", serial " + token.serial() + ", module " + token.module());
        for (KeyAttributes key : token.keys()) {
            String second = token.secondListing().stream()
                    .filter(listed -> listed.isThe(key))
                    .map(listed -> String.join(", ", listed.access()))
                    .findFirst()
                    .orElse("not listed");
            lines.add("  %-20s %-8s %s"
                    .formatted(
                            key.label(),
                            key.objectClass(),
                            key.bornHereAndOnlySigns() ? "made here, cannot leave, signs only" : "UNSOUND"));
            lines.add("  %-20s %-8s second tool: %s".formatted("", "", second));
        }
    }

    private static String end(Transcript.Issuer issuer) {
        return IssuerCertificate.of(issuer.certificate().toArray()).notAfter().toString();
    }

    private static String life(Transcript.First first) {
        try {
            IssuedCertificate certificate =
                    IssuedCertificate.read(first.certificate().toArray());
            return "serial " + certificate.serial() + " until " + certificate.notAfter();
        } catch (CertificateFaultException e) {
            return "UNREADABLE: " + e.getMessage();
        }
    }
}
