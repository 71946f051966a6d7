package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** A stop or a lift whose signatures were verified under one trust document; made by {@link StopCheck} alone. */
public final class Stop {
    private final StopOrder order;
    private final TreeMap<String, Approval> approvals;

    /**
     * With these signatures.
     *
     * @param approvals one valid signature per officer, by the officer's person
     */
    Stop(StopOrder order, Map<String, Approval> approvals) {
        this.order = order;
        this.approvals = new TreeMap<>(approvals);
        while (this.approvals.size() > Officers.MOST_SIGNATURES) {
            this.approvals.remove(this.approvals.lastKey());
        }
    }

    public StopOrder order() {
        return order;
    }

    public StopTarget target() {
        return order.target();
    }

    /** SHA-256 of the payload. */
    public Sha256 digest() {
        return order.digest();
    }

    /** The persons of the officers who signed. */
    public SortedSet<String> officers() {
        return Collections.unmodifiableSortedSet(approvals.navigableKeySet());
    }

    /** The same order with the signatures that counted and no others. */
    public SignedStop signed() {
        return new SignedStop(order.payload(), new ArrayList<>(approvals.values()));
    }

    /** With the signatures of another copy too: a stop outlives an officer who leaves if one who stays signed it as well. */
    Stop joined(Stop copy) {
        Map<String, Approval> both = new TreeMap<>(copy.approvals);
        both.putAll(approvals);
        return new Stop(order, both);
    }

    @Override
    public String toString() {
        return "%s at %s by %s: %s (stop %s)"
                .formatted(
                        order.act().wireName(),
                        order.issuedAt(),
                        String.join(", ", approvals.keySet()),
                        order.reason(),
                        digest());
    }
}
