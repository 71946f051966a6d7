package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateLapsed;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.tlog.Checkpoint;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events as the signer writes them, told apart by a number. */
public final class TestEvents {
    private TestEvents() {}

    public static Event intent(int number) {
        return intent(number, Instant.parse("2026-11-22T09:00:00Z"));
    }

    /** The time is not part of an intent's identity. */
    public static Event intent(int number, Instant time) {
        Lineage lineage = lineage(number);
        CertificateIntended data = new CertificateIntended(
                lineage,
                digest("order" + number),
                0,
                id(number),
                Bytes.of(new byte[] {1, 2, 3}),
                "payload" + number,
                List.of(),
                "item" + number,
                Bytes.of(new byte[] {4, 5}),
                digest("trust"));
        return Event.of(
                EventType.CERTIFICATE_INTENDED,
                ServiceName.SIGNER.source(),
                lineage.toString(),
                time,
                data,
                Optional.of(digest("approval" + number).toString()));
    }

    public static Event lapsed(int number) {
        return lapsed(number, "use-by passed");
    }

    /** The words for people are not part of its identity. */
    public static Event lapsed(int number, String detail) {
        Lineage lineage = lineage(number);
        CertificateLapsed data = new CertificateLapsed(
                lineage,
                "request" + number,
                digest("order" + number),
                0,
                id(number),
                digest("intent" + number).toString(),
                "order-expired",
                detail);
        return Event.of(
                EventType.CERTIFICATE_LAPSED,
                ServiceName.SIGNER.source(),
                lineage.toString(),
                Instant.parse("2026-11-22T09:00:00Z"),
                data,
                Optional.empty());
    }

    /** A signer that lost the thread after this head. */
    public static Event wanted(Checkpoint remembered) {
        return Event.of(
                EventType.CHECKPOINT_WANTED,
                ServiceName.SIGNER.source(),
                remembered.origin(),
                Instant.parse("2026-11-22T09:00:00Z"),
                new CheckpointWanted(
                        remembered.origin(),
                        remembered.size(),
                        remembered.root().toString()),
                Optional.empty());
    }

    private static Lineage lineage(int number) {
        return new Lineage("demo", "apiserver", "cp-" + number);
    }

    private static CertificateId id(int number) {
        return new CertificateId(
                digest("issuer"), new SerialNumber(BigInteger.valueOf(1000L + number)), digest("tbs" + number));
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
