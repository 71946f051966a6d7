package io.countersign.watcher.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.InventoryChanged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Inventory entries as the registry writes them. */
public final class Inventories {
    public static final String PROFILE = "etcd-peer";

    private Inventories() {}

    /** A certificate named by a number. */
    public static InventoryChanged.Entry certificate(int number, Instant notBefore, Duration life) {
        Sha256 digest = digest("certificate " + number);
        return new InventoryChanged.Entry(
                new CertificateId(digest("issuer"), SerialNumber.parse(Integer.toHexString(number + 1)), digest),
                digest,
                notBefore,
                notBefore.plus(life));
    }

    /** Issued, and nothing known of its installation. */
    public static InventoryChanged issued(Lineage lineage, InventoryChanged.Entry newest) {
        return new InventoryChanged(lineage, PROFILE, newest, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static InventoryChanged installed(
            Lineage lineage, InventoryChanged.Entry newest, InventoryChanged.Entry installed, String node) {
        return new InventoryChanged(
                lineage, PROFILE, newest, Optional.of(installed), Optional.empty(), Optional.of(node));
    }

    private static Sha256 digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
