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
    /** Behind every offset: no receipt comes after it. */
    private static final long UNCOMMITTED = Long.MAX_VALUE;

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

        private Published takenBack() {
            return new Published(event, partition, UNCOMMITTED);
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

    /**
     * Receipts from this offset on come (again): what they led to was taken back, or the topic was made anew and its offsets
     * count from zero. Either way it has to be published with the receipt that comes.
     */
    public void rewind(int partition, long offset) {
        issued.replaceAll((id, published) ->
                published.partition() == partition && published.offset() >= offset ? published.takenBack() : published);
    }

    /** A session begins, or ends, for these partitions: offsets of another one mean nothing, the topic may be another. */
    public void drop(Set<Integer> partitions) {
        issued.values().removeIf(published -> partitions.contains(published.partition()));
    }
}
