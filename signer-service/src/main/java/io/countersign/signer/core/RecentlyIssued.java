package io.countersign.signer.core;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Certificates signed a moment ago, so that a batch taken back, or a receipt sent twice, costs no second signature. Safety does
 * not need it: signing again gives the same identity. Owned by the loop's thread.
 */
public final class RecentlyIssued {
    private final Map<CertificateId, Published> issued;

    /**
     * One certificate and the receipt that led to it.
     *
     * @param partition of the receipt
     * @param offset of the receipt
     */
    public record Published(Event event, int partition, long offset) {
        /**
         * Whether a receipt at this place comes after the transaction that published the certificate: a partition's batches
         * are committed in order, so only a later receipt does.
         */
        public boolean isCommittedBefore(int otherPartition, long otherOffset) {
            return partition == otherPartition && offset < otherOffset;
        }
    }

    /** Remembers so many certificates, the oldest going first. */
    public RecentlyIssued(int most) {
        this.issued = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<CertificateId, Published> eldest) {
                return size() > most;
            }
        };
    }

    public Optional<Published> get(CertificateId id) {
        return Optional.ofNullable(issued.get(id));
    }

    public void put(CertificateId id, Published published) {
        issued.put(id, published);
    }

    /** These partitions belong to somebody else. */
    public void drop(Set<Integer> partitions) {
        issued.values().removeIf(published -> partitions.contains(published.partition()));
    }
}
