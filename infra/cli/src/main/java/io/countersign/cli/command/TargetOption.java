package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.revoke.RevocationText;
import io.countersign.cli.revoke.Target;
import io.countersign.cli.revoke.Targets;
import io.countersign.cli.trust.VerifiedCertificate;
import io.countersign.contracts.Lineage;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.CertificateFaultException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which certificates a revocation is about. */
final class TargetOption {
    @Parameters(
            paramLabel = "CERT",
            arity = "0..*",
            description = "Serials or fingerprints; or lineages, of which the newest certificate and whatever else is "
                    + "installed or served is revoked. At most " + RevocationOrder.MOST_CERTIFICATES + ", of one CA.")
    private List<String> certificates = List.of();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "A certificate in a PEM file instead; several files are several certificates.")
    private List<Path> files = List.of();

    @Option(
            names = "--lineage",
            paramLabel = "LINEAGE",
            description = "With --certificate: whose it is, where the registry is not asked or does not know.")
    private String lineage;

    boolean isOneFile() {
        return certificates.isEmpty() && files.size() == 1;
    }

    /** All of one CA that has a CRL, each named once. */
    List<Target> find(TrustDocument trust, Optional<RestClient> registry) throws CliException, ProblemException {
        if (certificates.isEmpty() && files.isEmpty()) {
            throw CliException.usage("name a certificate", "countersign revoke --help shows examples");
        }
        Map<String, Target> found = new TreeMap<>();
        for (Target target : search(trust, registry)) {
            RevocationText.requireReader(target);
            found.put(target.serial().toString(), target);
        }
        if (found.values().stream()
                        .map(target -> target.verified().issuer())
                        .distinct()
                        .count()
                > 1) {
            throw CliException.usage(
                    "one order cannot span several CAs", "revoke the certificates of each CA in a command of its own");
        }
        if (found.size() > RevocationOrder.MOST_CERTIFICATES) {
            throw CliException.usage(
                    found.size() + " certificates in one order",
                    "revoke at most " + RevocationOrder.MOST_CERTIFICATES + " at once");
        }
        return List.copyOf(found.values());
    }

    private List<Target> search(TrustDocument trust, Optional<RestClient> registry)
            throws CliException, ProblemException {
        List<Target> found = new ArrayList<>();
        if (!certificates.isEmpty()) {
            Targets targets = new Targets(
                    registry.orElseThrow(() -> CliException.usage(
                            "with --spool alone nobody is asked for certificates",
                            "name files: --certificate FILE --lineage LINEAGE, or ask the registry too: --post")),
                    trust);
            for (String text : certificates) {
                found.addAll(targets.find(text));
            }
        }
        for (Path file : files) {
            VerifiedCertificate verified = read(file, trust);
            if (lineage == null && registry.isEmpty()) {
                throw CliException.usage(
                        "nobody is asked whose certificate " + file + " is", "say it with --lineage LINEAGE");
            }
            found.add(
                    lineage == null
                            ? new Targets(registry.get(), trust).of(verified)
                            : new Target(verified, lineage(), List.of()));
        }
        return found;
    }

    private Lineage lineage() throws CliException {
        try {
            return Lineage.parse(Ids.of("lineage", lineage));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), "write CLUSTER/COMPONENT/INSTANCE");
        }
    }

    private static VerifiedCertificate read(Path file, TrustDocument trust) throws CliException {
        try {
            return VerifiedCertificate.ofPem(Files.readString(file, StandardCharsets.US_ASCII), trust);
        } catch (IOException e) {
            throw CliException.failed("the certificate " + file + " cannot be read", "name a PEM file", e);
        } catch (CertificateFaultException e) {
            throw CliException.failed(
                    "the certificate " + file + " is of no CA that Countersign knows: " + e.getMessage(),
                    "revoke it where it was issued",
                    e);
        }
    }
}
