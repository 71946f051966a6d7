package io.countersign.agent;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The agent's configuration, one YAML file owned by root: which files it may touch and which commands it may run come from here
 * alone, never over the network.
 *
 * @param server base address of the registry, {@code https://host:port}
 * @param identity folder with {@code key.pem}, {@code cert.pem} and {@code ca.pem} of this agent
 * @param trust the pinned trust document
 * @param cluster cluster of this node
 * @param node name of this node
 * @param state folder for keys in the making, saga state and previous files; only the agent's user may read it
 * @param poll how long one question for work may wait at the registry; default 30 s
 * @param retryAfter rest after a rotation that failed; default 10 min
 * @param lineages what this agent rotates
 * @param crls CRL files that it keeps, for etcd
 * @param crlEvery time between two looks for newer CRLs, 1 s to 1 h; default 1 min
 * @param crlStatus file that tells a node exporter how they stand
 */
public record AgentConfig(
        URI server,
        Path identity,
        TrustPin trust,
        String cluster,
        String node,
        Path state,
        Optional<Duration> poll,
        Optional<Duration> retryAfter,
        List<ManagedLineage> lineages,
        List<ManagedCrl> crls,
        Optional<Duration> crlEvery,
        Optional<Path> crlStatus) {
    static final Duration DEFAULT_POLL = Duration.ofSeconds(30);
    static final Duration DEFAULT_RETRY_AFTER = Duration.ofMinutes(10);
    static final Duration DEFAULT_CRL_EVERY = Duration.ofMinutes(1);

    private static final Duration MOST_OFTEN = Duration.ofSeconds(1);

    /** A signer makes each CRL anew every hour. */
    private static final Duration LEAST_OFTEN = Duration.ofHours(1);

    public AgentConfig {
        lineages = lineages == null ? List.of() : List.copyOf(lineages);
        crls = crls == null ? List.of() : List.copyOf(crls);
    }

    /**
     * Whom to believe.
     *
     * @param file the trust document
     * @param sha256 SHA-256 of the file's exact bytes, as 64 hex digits or 43 characters of base64url
     */
    public record TrustPin(Path file, String sha256) {
        Sha256 pin() {
            return sha256.length() == 64 ? Sha256.parseHex(sha256) : Sha256.parse(sha256);
        }
    }

    /** The file does not describe an agent. Every fault found is listed. */
    public static final class ConfigException extends Exception {
        private static final long serialVersionUID = 1L;

        ConfigException(Path file, List<String> faults) {
            super(file + ":\n  " + String.join("\n  ", faults));
        }
    }

    Duration pollOrDefault() {
        return poll.orElse(DEFAULT_POLL);
    }

    Duration retryAfterOrDefault() {
        return retryAfter.orElse(DEFAULT_RETRY_AFTER);
    }

    Duration crlEveryOrDefault() {
        return crlEvery.orElse(DEFAULT_CRL_EVERY);
    }

    /** Reads and checks the file; an unknown or doubled key is a fault. */
    public static AgentConfig read(Path file) throws ConfigException {
        YAMLMapper mapper = YAMLMapper.builder(YAMLFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        AgentConfig config;
        try {
            config = mapper.readValue(Files.readString(file), AgentConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new ConfigException(
                    file,
                    List.of("unknown key '" + e.getPropertyName() + "' " + place(e) + "; known here: "
                            + new TreeSet<>(e.getKnownPropertyIds())));
        } catch (JacksonException e) {
            throw new ConfigException(file, List.of(e.getOriginalMessage() + " " + place(e)));
        } catch (IOException e) {
            throw new ConfigException(file, List.of("cannot be read: " + e));
        }
        List<String> faults = config.faults();
        if (!faults.isEmpty()) {
            throw new ConfigException(file, faults);
        }
        return config;
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : "(line " + e.getLocation().getLineNr() + ")";
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        require(faults, server != null && "https".equals(server.getScheme()), "server: must be an https address");
        require(faults, identity != null, "identity: is missing");
        require(
                faults,
                trust != null && trust.file() != null && trust.sha256() != null,
                "trust: needs file and sha256");
        require(faults, cluster != null, "cluster: is missing");
        require(faults, node != null, "node: is missing");
        require(faults, state != null, "state: is missing");
        require(faults, !lineages.isEmpty() || !crls.isEmpty(), "lineages: at least one, or one of crls");
        if (trust != null && trust.sha256() != null) {
            try {
                trust.pin();
            } catch (IllegalArgumentException e) {
                faults.add("trust.sha256: " + e.getMessage());
            }
        }
        lineages.forEach(lineage -> lineage.faults(cluster).forEach(faults::add));
        crls.forEach(crl -> crl.faults().forEach(faults::add));
        crlEvery.filter(every -> every.compareTo(MOST_OFTEN) < 0 || every.compareTo(LEAST_OFTEN) > 0)
                .ifPresent(every -> faults.add("crlEvery: " + every + " is not between PT1S and PT1H"));
        crlStatus
                .filter(file -> !file.isAbsolute())
                .ifPresent(file -> faults.add("crlStatus: " + file + " is not an absolute path"));
        return faults;
    }

    private static void require(List<String> faults, boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }
}
