package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** The key of a certificate in a file: PKCS#8 PEM, EC or RSA, readable by its owner alone. */
public final class CertificateKey {
    private CertificateKey() {}

    /**
     * Reads the file as a key of this kind.
     *
     * @param publicKey of the certificate it belongs to
     */
    public static PrivateKey read(Path file, PublicKey publicKey) throws CliException {
        PrivateFile.require(file, "the certificate's key");
        try {
            byte[] der = Pem.decode(Pem.PRIVATE_KEY, Files.readString(file, StandardCharsets.US_ASCII));
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException e) {
            throw CliException.failed(
                    "the certificate's key " + file + " cannot be read", "name it with --certificate-key", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the certificate's key " + file + " is not readable as its certificate's: " + e.getMessage(),
                    "if it begins with BEGIN RSA or EC PRIVATE KEY: openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW",
                    e);
        }
    }
}
