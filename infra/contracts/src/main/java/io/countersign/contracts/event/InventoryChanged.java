package io.countersign.contracts.event;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.EventData;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * The latest state of one lineage.
 *
 * @param newest the newest certificate issued
 * @param installed what an agent put in place, where known
 * @param served what a probe saw served, where known
 * @param node where the lineage's files live, where known
 */
public record InventoryChanged(
        Lineage lineage,
        String profile,
        Entry newest,
        Optional<Entry> installed,
        Optional<Entry> served,
        Optional<String> node)
        implements EventData {

    /** One certificate of the lineage. */
    public record Entry(CertificateId id, Sha256 fingerprint, Instant notBefore, Instant notAfter) {}
}
