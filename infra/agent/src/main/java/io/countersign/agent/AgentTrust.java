package io.countersign.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.agent.DurableFile.Access;
import io.countersign.agent.Registry.RejectedException;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trust document in force as far as this agent knows: the pinned version, and those that its officers signed after it. What a
 * registry cannot prove leaves the version in force as it is.
 */
final class AgentTrust {
    /** A new profile or node is no hurry; the answer holds every version. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(AgentTrust.class);

    private final TrustFollower follower;
    private Instant next = Instant.MIN;

    private AgentTrust(TrustFollower follower) {
        this.follower = follower;
    }

    /** Goes by what this agent has seen before, which is kept below its state folder. */
    static AgentTrust open(AgentConfig.TrustPin pin, Path stateFolder, Instant now) throws IOException {
        try {
            TrustDocument pinned = TrustDocument.open(Files.readAllBytes(pin.file()), pin.pin());
            return new AgentTrust(TrustFollower.of(pinned, new Kept(stateFolder.resolve("trust")), now));
        } catch (RefusedException e) {
            throw new IOException("the trust document " + pin.file() + " is refused: " + e.getMessage(), e);
        }
    }

    TrustDocument current() {
        return follower.current();
    }

    /** Asks the registry for newer versions; does nothing before its time. */
    void followIfDue(Registry registry, Instant now) throws InterruptedException {
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        long before = current().version();
        try {
            Optional<JsonNode> versions = registry.trust();
            if (versions.isPresent()) {
                follower.follow(versions.get(), now);
            }
        } catch (RefusedException e) {
            LOG.error("the registry's trust documents are refused: {}", e.getMessage());
        } catch (IOException | RejectedException e) {
            LOG.warn("no news of the trust document: {}", e.getMessage());
        }
        if (current().version() > before) {
            LOG.info("version {} of the trust document is in force", current().version());
        }
    }

    /** One file for each version. */
    private record Kept(Path folder) implements TrustFollower.Memory {
        @Override
        public Optional<byte[]> read(long version) throws IOException {
            Path file = file(version);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }

        @Override
        public void write(long version, byte[] file) throws IOException {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            DurableFile.write(file(version), file, Access.PRIVATE_FILE);
        }

        private Path file(long version) {
            return folder.resolve(version + ".json");
        }
    }
}
