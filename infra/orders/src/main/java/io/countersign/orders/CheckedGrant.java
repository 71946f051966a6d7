package io.countersign.orders;

import java.util.List;
import java.util.Set;

/**
 * A grant order all of whose grants may be given; made by {@link Decision} alone.
 *
 * @param texts in the order's sequence
 * @param persons distinct persons whose approvals count for every one of the grants
 * @param needed how many persons the strictest profile among them asks for
 * @param isComplete whether people enough have signed
 */
public record CheckedGrant(
        GrantOrder order, List<GrantText> texts, Set<String> persons, int needed, boolean isComplete) {
    public CheckedGrant {
        texts = List.copyOf(texts);
        persons = Set.copyOf(persons);
    }
}
