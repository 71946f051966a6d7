package io.countersign.e2e;

import io.countersign.e2e.installation.OpenSsl;
import io.countersign.e2e.installation.Shell;
import io.countersign.stack.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A CA of the same name as a real one, with a key that somebody made at home. */
final class RogueAuthority {
    private final Path folder;
    private final Path key;
    private final Path certificate;

    /** @param real the CA to be mistaken for */
    RogueAuthority(Path folder, Path real) {
        this.folder = folder;
        this.key = OpenSsl.newKey(folder.resolve("ca.key"));
        this.certificate = folder.resolve("ca.crt");
        String subject = Shell.run(
                        "openssl", "x509", "-in", real.toString(), "-noout", "-subject", "-nameopt", "compat")
                .orFail()
                .output()
                .strip()
                .replaceFirst("^subject= ?", "");
        Shell.run(
                        List.of(
                                "openssl",
                                "req",
                                "-x509",
                                "-key",
                                key.toString(),
                                "-subj",
                                subject,
                                "-days",
                                "1",
                                "-out",
                                certificate.toString()),
                        Map.of())
                .orFail();
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
        Shell.run(
                        "openssl",
                        "x509",
                        "-req",
                        "-in",
                        csr.toString(),
                        "-CA",
                        certificate.toString(),
                        "-CAkey",
                        key.toString(),
                        "-days",
                        "1",
                        "-extfile",
                        extensions.toString(),
                        "-out",
                        home.resolve("cert.pem").toString())
                .orFail();
        return Identity.in(home).trusting(real.ca());
    }
}
