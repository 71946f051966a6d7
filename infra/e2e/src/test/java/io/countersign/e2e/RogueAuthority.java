package io.countersign.e2e;

import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Shell;
import io.countersign.stack.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A CA of the same name as a real one, with a key that somebody made at home. */
public final class RogueAuthority {
    private final Path folder;
    private final Path key;
    private final Path certificate;

    /** @param real the CA to be mistaken for */
    public RogueAuthority(Path folder, Path real) {
        this.folder = folder;
        this.key = OpenSsl.newKey(folder.resolve("ca.key"));
        this.certificate = folder.resolve("ca.crt");
        String subject = Shell.run(
                        "openssl", "x509", "-in", real.toString(), "-noout", "-subject", "-nameopt", "compat")
                .orFail()
                .output()
                .strip()
                .replaceFirst("^subject= ?", "");
        // The same kind of string as in the real name, or the two names differ to readers who compare octets.
        Path config = folder.resolve("ca.cnf");
        try {
            Files.writeString(
                    config,
                    """
                    [req]
                    string_mask = nombstr
                    distinguished_name = dn
                    x509_extensions = ca
                    [dn]
                    [ca]
                    basicConstraints = critical,CA:TRUE
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-days", "1"));
        command.addAll(List.of("-config", config.toString(), "-key", key.toString()));
        command.addAll(List.of("-subj", subject, "-out", certificate.toString()));
        Shell.run(command, Map.of()).orFail();
    }

    /**
     * An identity that says it is somebody, and trusts whom the real one trusts.
     *
     * @param subject in openssl's form
     */
    Identity issue(Identity real, String subject, String uri) {
        Path home = folder.resolve(real.name());
        Path own = OpenSsl.newKey(home.resolve("key.pem"));
        Path csr = OpenSsl.csr(own, subject, List.of(), home.resolve("csr.pem"));
        Path extensions = home.resolve("extensions");
        try {
            Files.writeString(
                    extensions,
                    "keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth,serverAuth\n"
                            + "subjectAltName=URI:" + uri + ",DNS:localhost\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sign(csr, home.resolve("cert.pem"), "-extfile", extensions.toString());
        return Identity.in(home).trusting(real.ca());
    }

    /** A certificate with whatever this CSR asks for. */
    public Path sign(Path csr, Path signed) {
        return sign(csr, signed, "-copy_extensions", "copyall");
    }

    public Path certificate() {
        return certificate;
    }

    private Path sign(Path csr, Path signed, String... options) {
        List<String> command = new ArrayList<>(List.of("openssl", "x509", "-req", "-days", "1"));
        command.addAll(List.of("-in", csr.toString(), "-out", signed.toString()));
        command.addAll(List.of("-CA", certificate.toString(), "-CAkey", key.toString()));
        command.addAll(List.of(options));
        Shell.run(command, Map.of()).orFail();
        return signed;
    }
}
