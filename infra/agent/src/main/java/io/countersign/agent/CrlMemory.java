package io.countersign.agent;

import io.countersign.agent.DurableFile.Access;
import io.countersign.contracts.Bytes;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest CRL of each issuer that this agent accepted, so that a file that was removed or set back is noticed and put right,
 * also while the registry is away.
 */
final class CrlMemory {
    private static final Logger LOG = LoggerFactory.getLogger(CrlMemory.class);

    private final Path folder;

    private CrlMemory(Path folder) {
        this.folder = folder;
    }

    static CrlMemory open(Path stateFolder) throws IOException {
        Path folder = stateFolder.resolve("crls");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new CrlMemory(folder);
    }

    Optional<Crl> newest(IssuerCertificate issuer) throws IOException {
        Path file = file(issuer);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Crl.verify(Files.readAllBytes(file), issuer));
        } catch (CrlFaultException e) {
            // The file that etcd reads guards against a step back as well; without either, no revocation would arrive
            // any more.
            LOG.error("{} is damaged and does not count: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    void remember(Crl crl, IssuerCertificate issuer) throws IOException {
        DurableFile.write(file(issuer), crl.der().toArray(), Access.PRIVATE_FILE);
    }

    /** What somebody else had put where the list belongs. */
    Path keepForeign(Bytes content, IssuerCertificate issuer) throws IOException {
        Path file = folder.resolve(issuer.digest().hex() + ".replaced");
        DurableFile.write(file, content.toArray(), Access.PRIVATE_FILE);
        return file;
    }

    private Path file(IssuerCertificate issuer) {
        return folder.resolve(issuer.digest().hex() + ".crl");
    }
}
