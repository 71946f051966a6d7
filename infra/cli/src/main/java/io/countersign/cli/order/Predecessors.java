package io.countersign.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.orders.OrderItem;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The newest certificate of a lineage, to show what changes. Its issuer's signature is checked under the pinned trust document,
 * so that the registry can hide a predecessor but not invent one.
 */
public final class Predecessors {
    private final RestClient registry;
    private final TrustDocument trust;

    public Predecessors(RestClient registry, TrustDocument trust) {
        this.registry = registry;
        this.trust = trust;
    }

    /** The predecessor the item names, else the newest in the inventory. */
    Optional<IssuedCertificate> of(OrderItem item) throws CliException, ProblemException {
        Optional<String> fingerprint = item.predecessor().isPresent()
                ? item.predecessor().map(former -> former.sha256().hex())
                : fingerprint(item.lineage());
        return fingerprint.isEmpty()
                ? Optional.empty()
                : Optional.of(fetch(item.lineage(), item.issuer(), fingerprint.get()));
    }

    /**
     * The newest certificate in the inventory.
     *
     * @param issuer digest of the CA certificate that must have signed it
     */
    public Optional<IssuedCertificate> newest(Lineage lineage, Sha256 issuer) throws CliException, ProblemException {
        Optional<String> fingerprint = fingerprint(lineage);
        return fingerprint.isEmpty() ? Optional.empty() : Optional.of(fetch(lineage, issuer, fingerprint.get()));
    }

    private IssuedCertificate fetch(Lineage lineage, Sha256 issuer, String fingerprint)
            throws CliException, ProblemException {
        String pem = new String(
                registry.bytes("/v1/certificates/" + fingerprint, "application/x-pem-file"), StandardCharsets.US_ASCII);
        try {
            TrustedIssuer trusted = trust.issuer(issuer)
                    .orElseThrow(() -> new CertificateFaultException("its issuer is not in the trust document"));
            IssuedCertificate read = CertificateCheck.verify(Pem.decode(Pem.CERTIFICATE, pem), trusted.certificate());
            if (!read.fingerprint().hex().equals(fingerprint)) {
                throw new CertificateFaultException("it is another certificate than asked for");
            }
            return read;
        } catch (CertificateFaultException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the predecessor of " + lineage + " cannot be compared: " + e.getMessage(),
                    "do not sign; look at it with: countersign describe lineage " + lineage,
                    e);
        }
    }

    private Optional<String> fingerprint(Lineage lineage) throws CliException, ProblemException {
        try {
            JsonNode found = registry.get("/v1/lineages/" + lineage);
            return Optional.of(found.path("newest").path("fingerprint").asText())
                    .filter(text -> text.matches("[0-9a-f]{64}"));
        } catch (ProblemException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
