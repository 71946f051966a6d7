package io.countersign.cli.revoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.VerifiedCertificate;
import io.countersign.contracts.Lineage;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.CertificateFaultException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds certificates by what a person calls them. The registry only delivers: each certificate is verified under the pinned
 * issuers and must have the serial or fingerprint that was asked for.
 */
public final class Targets {
    private static final List<String> PLACES = List.of("newest", "installed", "served");

    private final RestClient registry;
    private final TrustDocument trust;

    public Targets(RestClient registry, TrustDocument trust) {
        this.registry = registry;
        this.trust = trust;
    }

    /**
     * The certificate with this fingerprint or serial; of a lineage the newest one and what else is installed or served, because
     * whoever took a key may have taken either.
     */
    public List<Target> find(String text) throws CliException, ProblemException {
        String bare = text.replaceFirst("^(certificate|lineage)/(?=.)", "");
        if (bare.matches("[0-9a-f]{64}") || bare.matches("[1-9a-f][0-9a-f]{0,39}")) {
            return List.of(certificate(bare));
        }
        try {
            return ofLineage(Lineage.parse(bare));
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "'" + text + "' is no serial, no fingerprint and no lineage",
                    "write them as countersign get certificates -o wide prints them; a file takes --certificate FILE");
        }
    }

    /** What this order revokes, as far as the registry knows certificates of its CA with these serials and lineages. */
    public List<Target> of(RevocationOrder order) throws CliException, ProblemException {
        List<Target> found = new ArrayList<>();
        for (Revoked each : order.certificates()) {
            try {
                Target target = certificate(each.serial().toString());
                if (target.lineage().equals(each.lineage())
                        && target.verified().issuer().certificate().digest().equals(order.issuer())) {
                    found.add(target);
                }
            } catch (ProblemException e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
        }
        return found;
    }

    private Target certificate(String id) throws CliException, ProblemException {
        VerifiedCertificate verified = fetch(id);
        return target(verified, lineage(verified));
    }

    /** A certificate that was read from elsewhere. */
    public Target of(VerifiedCertificate verified) throws CliException, ProblemException {
        return target(verified, lineage(verified));
    }

    private List<Target> ofLineage(Lineage lineage) throws CliException, ProblemException {
        JsonNode shown = registry.get("/v1/lineages/" + lineage);
        Set<String> fingerprints = new LinkedHashSet<>();
        for (String place : PLACES) {
            String fingerprint = shown.path(place).path("fingerprint").asText();
            if (fingerprint.matches("[0-9a-f]{64}")) {
                fingerprints.add(fingerprint);
            }
        }
        if (fingerprints.isEmpty()) {
            throw CliException.failed(
                    "the registry knows no certificate of " + lineage, "countersign get certificates lists them");
        }
        List<Target> found = new ArrayList<>();
        for (String fingerprint : fingerprints) {
            VerifiedCertificate verified = fetch(fingerprint);
            found.add(new Target(verified, lineage, places(shown, fingerprint)));
        }
        return found;
    }

    private VerifiedCertificate fetch(String id) throws CliException, ProblemException {
        String pem = new String(
                registry.bytes("/v1/certificates/" + id, "application/x-pem-file"), StandardCharsets.US_ASCII);
        try {
            VerifiedCertificate verified = VerifiedCertificate.ofPem(pem, trust);
            if (!id.equals(verified.certificate().fingerprint().hex())
                    && !id.equals(verified.certificate().serial().toString())) {
                throw new CertificateFaultException(
                        "it is serial " + verified.certificate().serial() + ", another one than asked for");
            }
            return verified;
        } catch (CertificateFaultException e) {
            throw CliException.failed(
                    "the registry's certificate " + id + " does not count: " + e.getMessage(),
                    "revoke it from a file that you trust: --certificate FILE; and tell your security team",
                    e);
        }
    }

    private Lineage lineage(VerifiedCertificate verified) throws CliException, ProblemException {
        String fingerprint = verified.certificate().fingerprint().hex();
        String text;
        try {
            text = registry.get("/v1/certificates/" + fingerprint)
                    .path("lineage")
                    .asText();
        } catch (ProblemException e) {
            if (e.status() != 404) {
                throw e;
            }
            text = "";
        }
        try {
            return Lineage.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliException.failed(
                    "the registry knows no lineage of the certificate " + fingerprint,
                    "say whose it is: --certificate FILE --lineage CLUSTER/COMPONENT/INSTANCE",
                    e);
        }
    }

    private Target target(VerifiedCertificate verified, Lineage lineage) throws CliException, ProblemException {
        try {
            JsonNode shown = registry.get("/v1/lineages/" + lineage);
            return new Target(
                    verified,
                    lineage,
                    places(shown, verified.certificate().fingerprint().hex()));
        } catch (ProblemException e) {
            if (e.status() != 404) {
                throw e;
            }
            return new Target(verified, lineage, List.of());
        }
    }

    private static List<String> places(JsonNode lineage, String fingerprint) {
        String node = lineage.path("node").asText("");
        List<String> places = new ArrayList<>();
        for (String place : PLACES) {
            if (lineage.path(place).path("fingerprint").asText().equals(fingerprint)) {
                places.add(
                        place.equals("newest") || node.isEmpty() || !node.matches("[A-Za-z0-9.-]+")
                                ? place
                                : place + " on " + node);
            }
        }
        return places;
    }
}
