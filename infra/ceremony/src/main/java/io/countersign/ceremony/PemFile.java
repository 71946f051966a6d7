package io.countersign.ceremony;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.JwsKey;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** Reads the PEM files a plan names; a fault names the file. */
final class PemFile {
    private PemFile() {}

    static JwsKey publicKey(Path file) throws CeremonyException {
        try {
            return JwsKey.of(Bytes.of(Pem.decode(Pem.PUBLIC_KEY, text(file))));
        } catch (IllegalArgumentException e) {
            throw new CeremonyException("public key " + file + ": " + e.getMessage(), e);
        }
    }

    static PrivateKey privateKey(Path file) throws CeremonyException {
        try {
            byte[] pkcs8 = Pem.decode(Pem.PRIVATE_KEY, text(file));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new CeremonyException("private key " + file + " is not a PKCS#8 PEM of an EC key", e);
        }
    }

    static Csr csr(Path file) throws CeremonyException {
        try {
            return Csr.readPem(text(file));
        } catch (RefusedException e) {
            throw new CeremonyException("CSR " + file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws CeremonyException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CeremonyException(file + " cannot be read", e);
        }
    }
}
