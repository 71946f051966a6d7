package io.countersign.runtime.kafka;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateExpired;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Small events of which each number makes another one. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private Samples() {}

    /** An event whose lineage holds the text and whose serial is the number. */
    static Event expired(String instance, long number) {
        Lineage lineage = new Lineage("demo", "kubelet-client", instance);
        Sha256 digest = Sha256.of(Long.toString(number).getBytes(StandardCharsets.UTF_8));
        CertificateId id = new CertificateId(digest, new SerialNumber(BigInteger.valueOf(number + 1)), digest);
        return Event.of(
                EventType.CERTIFICATE_EXPIRED,
                ServiceName.WATCHER.source(),
                lineage.toString(),
                NOW,
                new CertificateExpired(lineage, id, NOW),
                Optional.empty());
    }

    static long number(Event event) {
        return event.data(CertificateExpired.class).id().serial().value().longValueExact() - 1;
    }
}
