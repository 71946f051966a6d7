package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.REVOCATION_NEEDS_TWO;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.event.SignedRevocation;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A sound revoke order with those of its signatures that count, while others may still be gathered.
 *
 * @param signed the order with the signatures that count and no others
 * @param persons revokers who signed
 * @param human whether one of them is a human and no approval system
 * @param byOwnKey whether the certificate's own key signed, which is enough
 * @param twoBecause why two revokers are needed
 */
public record RevocationSoFar(
        RevocationOrder order,
        SignedRevocation signed,
        SortedSet<String> persons,
        boolean human,
        boolean byOwnKey,
        Optional<String> twoBecause) {
    public RevocationSoFar {
        persons = Collections.unmodifiableSortedSet(new TreeSet<>(persons));
    }

    /** Number of revokers that the order takes; none where the certificate's own key signed. */
    public int needed() {
        if (byOwnKey) {
            return 0;
        }
        return twoBecause.isPresent() ? 2 : 1;
    }

    /** The same, asked by somebody who wants two revokers where the order's own rules take one; an own key needs nobody. */
    public RevocationSoFar orTwoBecause(String why) {
        return twoBecause.isPresent()
                ? this
                : new RevocationSoFar(order, signed, persons, human, byOwnKey, Optional.of(why));
    }

    public boolean isComplete() {
        return missing().isEmpty();
    }

    /** What is still missing. */
    public Optional<Refusal> missing() {
        boolean enough = persons.size() >= needed() && (human || needed() < 2);
        return enough
                ? Optional.empty()
                : Optional.of(new Refusal(
                        REVOCATION_NEEDS_TWO,
                        String.join(", ", persons) + " signed, but " + twoBecause.orElseThrow()
                                + " takes two revokers, one of them human"));
    }
}
