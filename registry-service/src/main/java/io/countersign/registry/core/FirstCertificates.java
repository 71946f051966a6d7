package io.countersign.registry.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.TrustDocument;
import java.util.List;
import java.util.Optional;

/**
 * Takes what the key ceremony made into the inventory (design 5, Bootstrap). No signer told of these certificates, so nobody
 * would see the services' own ones expire.
 */
public final class FirstCertificates {
    private final TrustDocument trust;
    private final Sha256 pin;
    private final Transactions transactions;

    /** @param pin SHA-256 of the trust document's file */
    public FirstCertificates(TrustDocument trust, Sha256 pin, Transactions transactions) {
        this.trust = trust;
        this.pin = pin;
        this.transactions = transactions;
    }

    /**
     * Takes in all that are not there yet.
     *
     * @return how many were news
     * @throws TranscriptException when the transcript does not verify; nothing was changed
     */
    public int take(CeremonyHeld held) throws TranscriptException, RefusedException {
        List<CertificateRecord> certificates = Transcript.read(held, trust, pin);
        return transactions.run(stores -> {
            // Two registries at their first start: the second waits here and then finds everything done.
            stores.consumed().lock();
            int news = 0;
            for (CertificateRecord certificate : certificates) {
                if (stores.certificates().byId(certificate.id()).isEmpty()) {
                    add(certificate, stores);
                    news++;
                }
            }
            return news;
        });
    }

    private static void add(CertificateRecord certificate, Stores stores) {
        stores.certificates().add(certificate);
        stores.timeline()
                .add(new TimelineEntry(
                        certificate.issuedAt(),
                        certificate.lineage(),
                        Optional.of(certificate.request()),
                        "issued at the key ceremony",
                        Optional.of("serial " + certificate.id().serial() + ", logged as entry 0"),
                        // One event told of all of them, and an event has one entry.
                        Optional.empty()));
        Optional<LineageState> before = stores.lineages().lock(certificate.lineage());
        Inventory.change(before, Inventory.issued(before, certificate), certificate.issuedAt(), stores);
    }
}
