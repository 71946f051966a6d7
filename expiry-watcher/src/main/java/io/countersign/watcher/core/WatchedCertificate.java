package io.countersign.watcher.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.event.InventoryChanged;
import java.util.Optional;

/**
 * The certificate of a lineage that decides when it is due.
 *
 * @param basis {@code installed} or {@code newest}, see {@link #of}
 * @param cause id of the inventory event that told of it
 */
record WatchedCertificate(
        Lineage lineage,
        String profile,
        CertificateId id,
        Validity validity,
        String basis,
        Optional<String> node,
        String cause) {

    /**
     * What is installed decides, for it is what will fail; only where nobody reports installations, the newest issued does.
     * Throws IllegalArgumentException when its validity is none.
     */
    static WatchedCertificate of(InventoryChanged state, String cause) {
        InventoryChanged.Entry entry = state.installed().orElse(state.newest());
        return new WatchedCertificate(
                state.lineage(),
                state.profile(),
                entry.id(),
                new Validity(entry.notBefore(), entry.notAfter()),
                state.installed().isPresent() ? "installed" : "newest",
                state.node(),
                cause);
    }
}
