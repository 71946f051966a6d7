package io.countersign.cli.revoke;

import io.countersign.cli.CliException;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.orders.TrustedIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where CRLs come from; nothing that comes is believed before it is verified. */
public interface CrlSource {
    /** The newest one of this CA, DER or PEM; empty where there is none. */
    Optional<byte[]> newest(TrustedIssuer issuer) throws CliException, ProblemException;

    static CrlSource of(RestClient registry) {
        return issuer -> {
            try {
                return Optional.of(
                        registry.bytes("/v1/crls/" + issuer.cluster() + "/" + issuer.name(), "application/pkix-crl"));
            } catch (ProblemException e) {
                if (e.status() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        };
    }

    /** The spool of a signer, which keeps what it signed: the way round registry and broker. */
    static CrlSource ofSpool(Path spool) {
        return issuer -> {
            Path file =
                    spool.resolve("crls").resolve(issuer.certificate().digest().hex() + ".crl");
            try {
                return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            } catch (IOException e) {
                throw CliException.failed("the CRL " + file + " cannot be read", "make it readable for yourself", e);
            }
        };
    }
}
