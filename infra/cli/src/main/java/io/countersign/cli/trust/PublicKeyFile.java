package io.countersign.cli.trust;

import io.countersign.cli.CliException;
import io.countersign.contracts.Bytes;
import io.countersign.orders.JwsKey;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The public half of somebody's key, as PEM. */
final class PublicKeyFile {
    private PublicKeyFile() {}

    static JwsKey read(Path file) throws CliException {
        try {
            return JwsKey.of(Bytes.of(Pem.decode(Pem.PUBLIC_KEY, Files.readString(file, StandardCharsets.US_ASCII))));
        } catch (IOException e) {
            throw CliException.failed("the public key " + file + " cannot be read", "name a PEM file", e);
        } catch (IllegalArgumentException e) {
            throw CliException.failed(
                    file + " is no public key of an approver: " + e.getMessage(),
                    "its owner makes it with: openssl pkey -in KEY -pubout -out " + file.getFileName(),
                    e);
        }
    }
}
