package io.countersign.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One certificate of this node and how it is replaced.
 *
 * @param lineage {@code cluster/component/instance}
 * @param profile profile to ask for; default: the component's name
 * @param certificate PEM file the component reads its certificate from
 * @param key PEM file of its private key
 * @param certificateMode octal mode; default: that of the file in place, else 0644
 * @param keyMode octal mode; default: that of the file in place, else 0600
 * @param owner user that shall own both files; default: that of the files in place
 * @param group group likewise
 * @param keyAlgorithm {@code ec-p256} (default) or {@code rsa-2048}
 * @param lifetime life to ask for; default: the profile's
 * @param names names to ask for; default: those of the certificate in place
 * @param reload how the component learns of new files; default: it reads them by itself
 * @param probe where the component can be seen serving; without one nothing is claimed to be served
 */
public record ManagedLineage(
        Lineage lineage,
        Optional<String> profile,
        Path certificate,
        Path key,
        Optional<String> certificateMode,
        Optional<String> keyMode,
        Optional<String> owner,
        Optional<String> group,
        Optional<KeyAlgorithm> keyAlgorithm,
        Optional<Duration> lifetime,
        Optional<Names> names,
        Optional<Reload> reload,
        Optional<ProbeTarget> probe) {

    /** Kind of key to make. Kubernetes components load RSA and ECDSA only (kubernetes-pki 1.5). */
    public enum KeyAlgorithm {
        @JsonProperty("ec-p256")
        EC_P256,
        @JsonProperty("rsa-2048")
        RSA_2048
    }

    /**
     * How the component learns of new files.
     *
     * @param command program and arguments, run without a shell; empty for components that re-read their files (etcd)
     * @param within how long the command may run; default 60 s
     */
    public record Reload(List<String> command, Optional<Duration> within) {
        static final Reload NONE = new Reload(List.of(), Optional.empty());

        public Reload {
            command = command == null ? List.of() : List.copyOf(command);
        }

        Duration withinOrDefault() {
            return within.orElse(Duration.ofSeconds(60));
        }
    }

    /**
     * Where the certificate can be seen.
     *
     * @param host name or address to connect to
     * @param port TCP port
     * @param serverName SNI to send; default: none
     * @param identity folder with {@code key.pem} and {@code cert.pem} to show, for servers that end the handshake without one
     * @param within how long the new certificate may take to appear; default 30 s
     */
    public record ProbeTarget(
            String host, int port, Optional<String> serverName, Optional<Path> identity, Optional<Duration> within) {
        Duration withinOrDefault() {
            return within.orElse(Duration.ofSeconds(30));
        }
    }

    String profileOrDefault() {
        return profile.orElse(lineage.component());
    }

    KeyAlgorithm keyAlgorithmOrDefault() {
        return keyAlgorithm.orElse(KeyAlgorithm.EC_P256);
    }

    Reload reloadOrDefault() {
        return reload.orElse(Reload.NONE);
    }

    List<String> faults(String cluster) {
        List<String> faults = new ArrayList<>();
        if (lineage == null) {
            return List.of("lineages: an entry has no lineage");
        }
        if (!lineage.cluster().equals(cluster) && !lineage.cluster().equals("countersign")) {
            faults.add(lineage + ": is of another cluster than this node");
        }
        if (certificate == null || key == null) {
            faults.add(lineage + ": needs certificate and key");
            return faults;
        }
        for (Path file : List.of(certificate, key)) {
            if (!file.isAbsolute()) {
                faults.add(lineage + ": " + file + " is not an absolute path");
            } else if (Files.isSymbolicLink(file)) {
                // Renaming over a link would cut it from whoever owns its target (kubelet's "current" links).
                faults.add(lineage + ": " + file + " is a symbolic link; name the file itself");
            }
        }
        if (names.isEmpty() && !Files.exists(certificate)) {
            faults.add(lineage + ": without names there must be a certificate to take them from: " + certificate);
        }
        probe.filter(target -> target.host() == null || target.port() <= 0)
                .ifPresent(target -> faults.add(lineage + ": probe needs host and port"));
        return faults;
    }
}
