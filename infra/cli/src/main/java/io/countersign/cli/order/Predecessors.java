package io.countersign.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
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
final class Predecessors {
    private final RestClient registry;
    private final TrustDocument trust;

    Predecessors(RestClient registry, TrustDocument trust) {
        this.registry = registry;
        this.trust = trust;
    }

    Optional<IssuedCertificate> of(OrderItem item) throws CliException, ProblemException {
        Optional<String> fingerprint = fingerprint(item);
        if (fingerprint.isEmpty()) {
            return Optional.empty();
        }
        String pem = new String(
                registry.bytes("/v1/certificates/" + fingerprint.get(), "application/x-pem-file"),
                StandardCharsets.US_ASCII);
        try {
            TrustedIssuer issuer = trust.issuer(item.issuer())
                    .orElseThrow(() -> new CertificateFaultException("its issuer is not in the trust document"));
            IssuedCertificate read = CertificateCheck.verify(Pem.decode(Pem.CERTIFICATE, pem), issuer.certificate());
            if (!read.fingerprint().hex().equals(fingerprint.get())) {
                throw new CertificateFaultException("it is another certificate than asked for");
            }
            return Optional.of(read);
        } catch (CertificateFaultException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the predecessor of " + item.lineage() + " cannot be compared: " + e.getMessage(),
                    "do not sign; look at it with: countersign describe lineage " + item.lineage(),
                    e);
        }
    }

    /** Of the predecessor the item names, else of the newest in the inventory. */
    private Optional<String> fingerprint(OrderItem item) throws CliException, ProblemException {
        if (item.predecessor().isPresent()) {
            return item.predecessor().map(former -> former.sha256().hex());
        }
        try {
            JsonNode lineage = registry.get("/v1/lineages/" + item.lineage());
            return Optional.of(lineage.path("newest").path("fingerprint").asText())
                    .filter(text -> text.matches("[0-9a-f]{64}"));
        } catch (ProblemException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
