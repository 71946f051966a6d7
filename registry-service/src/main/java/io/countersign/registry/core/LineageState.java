package io.countersign.registry.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.InventoryChanged;
import java.util.Optional;

/**
 * What is known about one lineage; one inventory entry tells exactly this.
 *
 * @param node where its files live, once an agent has said so
 */
public record LineageState(
        Lineage lineage,
        String profile,
        CertificateRecord newest,
        Optional<CertificateRecord> installed,
        Optional<CertificateRecord> served,
        Optional<String> node) {

    public InventoryChanged event() {
        return new InventoryChanged(
                lineage,
                profile,
                newest.entry(),
                installed.map(CertificateRecord::entry),
                served.map(CertificateRecord::entry),
                node);
    }
}
