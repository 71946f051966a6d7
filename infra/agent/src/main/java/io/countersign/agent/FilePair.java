package io.countersign.agent;

import io.countersign.agent.DurableFile.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The key file and the certificate file of a component, replaced together. */
final class FilePair {
    private final ManagedLineage managed;
    private final StepHook hook;

    FilePair(ManagedLineage managed, StepHook hook) {
        this.managed = managed;
        this.hook = hook;
    }

    /** Contents of both files. */
    record Content(String keyPem, String certificatePem) {}

    /** What is in place; empty when either file is missing. */
    Optional<Content> read() throws IOException {
        if (!Files.exists(managed.key()) || !Files.exists(managed.certificate())) {
            return Optional.empty();
        }
        return Optional.of(new Content(
                Files.readString(managed.key(), StandardCharsets.US_ASCII),
                Files.readString(managed.certificate(), StandardCharsets.US_ASCII)));
    }

    /**
     * Replaces both. Everything slow happens before the first rename; then the renames follow back to back, because a component
     * that reads between them finds a pair that does not match (system-facts 2.4). Repeating it is harmless.
     */
    void replace(Content content) throws IOException {
        DurableFile key =
                DurableFile.stage(managed.key(), content.keyPem(), access(managed.key(), managed.keyMode(), "0600"));
        DurableFile certificate = DurableFile.stage(
                managed.certificate(),
                content.certificatePem(),
                access(managed.certificate(), managed.certificateMode(), "0644"));
        hook.reached(StepHook.Point.FILES_STAGED);
        key.replace();
        hook.reached(StepHook.Point.KEY_REPLACED);
        certificate.replace();
        DurableFile.syncDirectoryOf(managed.key());
        DurableFile.syncDirectoryOf(managed.certificate());
        hook.reached(StepHook.Point.CERTIFICATE_REPLACED);
    }

    private Access access(Path file, Optional<String> mode, String otherwise) throws IOException {
        return Access.of(file, mode, otherwise, managed.owner(), managed.group());
    }
}
