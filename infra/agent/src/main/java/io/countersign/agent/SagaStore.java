package io.countersign.agent;

import com.fasterxml.jackson.core.JacksonException;
import io.countersign.agent.DurableFile.Access;
import io.countersign.contracts.Json;
import io.countersign.contracts.Lineage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder of one lineage below the agent's state folder: state, new key, request, new certificate, previous pair, the last
 * grant and the last order under one.
 */
final class SagaStore {
    private final Path folder;

    private SagaStore(Path folder) {
        this.folder = folder;
    }

    static SagaStore open(Path stateFolder, Lineage lineage) throws IOException {
        Path folder = stateFolder
                .resolve(lineage.cluster())
                .resolve(lineage.component())
                .resolve(lineage.instance());
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new SagaStore(folder);
    }

    SagaState state() throws IOException {
        Optional<String> text = read("state.json");
        if (text.isEmpty()) {
            return SagaState.resting();
        }
        try {
            return Json.STRICT.readValue(text.get(), SagaState.class);
        } catch (JacksonException e) {
            // Guessing a state could put the wrong files in place; a person has to look.
            throw new IOException(folder.resolve("state.json") + " is damaged; move the folder away to start over", e);
        }
    }

    void state(SagaState state) throws IOException {
        DurableFile.write(
                folder.resolve("state.json"), Json.STRICT.writeValueAsString(state) + "\n", Access.PRIVATE_FILE);
    }

    void fresh(FreshKey fresh) throws IOException {
        write("key.pem", fresh.keyPem());
        write("request.csr", fresh.requestPem());
    }

    FreshKey fresh() throws IOException {
        return new FreshKey(require("key.pem"), require("request.csr"));
    }

    void issued(String certificatePem) throws IOException {
        write("certificate.pem", certificatePem);
    }

    String issued() throws IOException {
        return require("certificate.pem");
    }

    void previous(FilePair.Content content) throws IOException {
        write("previous.key", content.keyPem());
        write("previous.crt", content.certificatePem());
    }

    /** The pair that was in place before; empty for the first certificate of a lineage. */
    Optional<FilePair.Content> previous() throws IOException {
        Optional<String> key = read("previous.key");
        Optional<String> certificate = read("previous.crt");
        return key.isPresent() && certificate.isPresent()
                ? Optional.of(new FilePair.Content(key.get(), certificate.get()))
                : Optional.empty();
    }

    /** Forgets the previous pair, so that a first installation cannot go back to one of long ago. */
    void noPrevious() throws IOException {
        Files.deleteIfExists(folder.resolve("previous.key"));
        Files.deleteIfExists(folder.resolve("previous.crt"));
        DurableFile.syncDirectoryOf(folder.resolve("previous.key"));
    }

    /** The new key stands in its place now; a second copy would only be one more to steal. */
    void forgetNewKey() throws IOException {
        Files.deleteIfExists(folder.resolve("key.pem"));
    }

    /** What a renewal by the own timer goes by. */
    void grant(String text) throws IOException {
        write("grant.json", text);
    }

    Optional<String> grant() throws IOException {
        return read("grant.json");
    }

    void forgetGrant() throws IOException {
        forget("grant.json");
    }

    /** Stays after it was sent, and bars a second order for the same predecessor. */
    void renewal(SignedRenewal renewal) throws IOException {
        write("renewal.json", Json.STRICT.writeValueAsString(renewal));
    }

    Optional<SignedRenewal> renewal() throws IOException {
        Optional<String> text = read("renewal.json");
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.STRICT.readValue(text.get(), SignedRenewal.class));
        } catch (JacksonException e) {
            // Taking it for absent could make a second order for one predecessor.
            throw new IOException(
                    folder.resolve("renewal.json") + " is damaged; without it, a second order could freeze the lineage",
                    e);
        }
    }

    /** Only for an order that can no longer lead to a certificate. */
    void forgetRenewal() throws IOException {
        forget("renewal.json");
    }

    private void forget(String name) throws IOException {
        if (Files.deleteIfExists(folder.resolve(name))) {
            DurableFile.syncDirectoryOf(folder.resolve(name));
        }
    }

    private void write(String name, String content) throws IOException {
        DurableFile.write(folder.resolve(name), content, Access.PRIVATE_FILE);
    }

    private String require(String name) throws IOException {
        return read(name).orElseThrow(() -> new IOException(folder.resolve(name) + " is missing"));
    }

    private Optional<String> read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
    }
}
