package io.countersign.watcher;

import io.countersign.runtime.config.Setting;
import io.countersign.runtime.config.TrustPin;
import io.countersign.runtime.http.HttpsConfig;
import io.countersign.runtime.kafka.KafkaConfig;
import io.countersign.watcher.core.RenewalWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Configuration of the expiry-watcher. */
public record WatcherConfig(
        @Setting(doc = "Folder of this service's identity: key.pem, cert.pem, ca.pem; read again when it changes")
                Path identity,
        @Setting(
                        doc =
                                "Number of this instance among its kind, from 0; a second live process with the same number ends"
                                        + " and names the first")
                int ordinal,
        @Setting(doc = "Which nodes are control planes, so that no two of a cluster fall due on one day")
                TrustPin trust,
        @Setting(doc = "Brokers") KafkaConfig kafka,
        @Setting(
                        doc = "Time between two sweeps; renewals are told this much late at most. Above a few seconds,"
                                + " certificates that live for minutes lose part of their window",
                        byDefault = "1s")
                Duration sweepEvery,
        @Setting(doc = "When renewals fall due, for every profile not listed under profiles") Renewal renewal,
        @Setting(doc = "When renewals fall due, by profile name", optional = true) Map<String, Renewal> profiles,
        @Setting(doc = "Operators' port: /livez, /readyz, /metrics") HttpsConfig ops) {
    public WatcherConfig {
        if (ordinal < 0) {
            throw new IllegalArgumentException("ordinal must be 0 or more");
        }
        if (sweepEvery.compareTo(Duration.ofMillis(100)) < 0 || sweepEvery.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("sweepEvery must be 100ms to 5m");
        }
    }

    /** Shares of a certificate's life. Changing them moves what has not been told yet. */
    public record Renewal(
            @Setting(doc = "Share of the life before which nothing falls due; 0.5 or more", byDefault = "0.5")
                    double from,
            @Setting(
                            doc =
                                    "Share of the life by which it has fallen due; the wider from..to, the more days there are to"
                                            + " spread nodes over",
                            byDefault = "0.6")
                    double to,
            @Setting(doc = "Share of the life at which a renewal not made is late", byDefault = "0.8") double late) {
        public Renewal {
            checked(from, to, late);
        }

        RenewalWindow window() {
            return checked(from, to, late);
        }

        private static RenewalWindow checked(double from, double to, double late) {
            return new RenewalWindow(from, to, late);
        }
    }

    Map<String, RenewalWindow> windows() {
        return profiles.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().window()));
    }
}
