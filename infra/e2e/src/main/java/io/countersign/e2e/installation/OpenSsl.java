package io.countersign.e2e.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keys, CSRs and checks by the openssl command, as an administrator makes them: a second opinion on everything of ours. */
public final class OpenSsl {
    private OpenSsl() {}

    /** A new P-256 key in PKCS#8 PEM, mode 0600. */
    public static Path newKey(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.run(
                "openssl",
                "genpkey",
                "-quiet",
                "-algorithm",
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-out",
                file.toString());
        FailedCheckException.require(size(file) > 0, "openssl wrote no key to " + file);
        return file;
    }

    public static Path publicKey(Path key, Path file) {
        Shell.run("openssl", "pkey", "-in", key.toString(), "-pubout", "-out", file.toString())
                .orFail();
        return file;
    }

    /**
     * A CSR.
     *
     * @param subject in openssl's form, {@code /O=group/CN=name}
     * @param sans in openssl's form, {@code DNS:a}, {@code IP:10.0.0.1}, {@code URI:spiffe://x}; may be empty
     */
    public static Path csr(Path key, String subject, List<String> sans, Path file) {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "req",
                "-new",
                "-sha256",
                "-key",
                key.toString(),
                "-subj",
                subject,
                "-out",
                file.toString()));
        if (!sans.isEmpty()) {
            command.addAll(List.of("-addext", "subjectAltName=" + String.join(",", sans)));
        }
        Shell.run(command, Map.of()).orFail();
        return file;
    }

    /** Whether the certificate verifies under this CA for this purpose ({@code sslserver}, {@code sslclient}). */
    public static boolean verifies(Path ca, String purpose, Path certificate) {
        return Shell.run(
                                "openssl",
                                "verify",
                                "-x509_strict",
                                "-purpose",
                                purpose,
                                "-CAfile",
                                ca.toString(),
                                certificate.toString())
                        .exit()
                == 0;
    }

    /** Whether the certificate is for the public half of this key. */
    public static boolean belongTogether(Path certificate, Path key) {
        String certified = Shell.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-pubkey")
                .orFail()
                .output();
        String held = Shell.run("openssl", "pkey", "-in", key.toString(), "-pubout")
                .orFail()
                .output();
        return certified.equals(held);
    }

    /** Serial number as openssl prints it, upper-case hex. */
    public static String serial(Path certificate) {
        String line = Shell.run("openssl", "x509", "-in", certificate.toString(), "-noout", "-serial")
                .orFail()
                .output()
                .strip();
        return line.substring(line.indexOf('=') + 1);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
