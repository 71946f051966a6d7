package io.countersign.orders;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who signs trust documents.
 *
 * @param threshold number of distinct persons; a TUF client once counted keys (GHSA-r7vq-6425-j94w)
 */
public record Officers(int threshold, List<Officer> keys) {
    /** Compiled floor: one person never decides alone whom everybody trusts. */
    public static final int LEAST_THRESHOLD = 2;

    /** Signatures that a stop or lift carries at most, as any order (design 5). */
    static final int MOST_SIGNATURES = 8;

    /** With a higher threshold no lift could carry enough signatures. */
    public static final int GREATEST_THRESHOLD = MOST_SIGNATURES;

    /** One key of an officer. */
    public record Officer(String person, JwsKey key) {}

    public Officers {
        keys = List.copyOf(keys);
        long persons = keys.stream().map(Officer::person).distinct().count();
        long greatest = Math.min(persons, GREATEST_THRESHOLD);
        if (threshold < LEAST_THRESHOLD || threshold > greatest) {
            throw new IllegalArgumentException("the threshold " + threshold + " is not between " + LEAST_THRESHOLD
                    + " and " + greatest + ", with " + persons + " persons");
        }
        if (byKid(keys).size() != keys.size()) {
            throw new IllegalArgumentException("a key is listed twice");
        }
    }

    Map<String, JwsKey> byKid() {
        return byKid(keys);
    }

    /** Whose key this is; one of {@link #byKid}. */
    String person(JwsKey key) {
        return keys.stream()
                .filter(officer -> officer.key().equals(key))
                .findFirst()
                .orElseThrow()
                .person();
    }

    /** The distinct persons behind these keys. */
    Set<String> persons(List<JwsKey> signers) {
        Set<String> persons = new HashSet<>();
        for (Officer officer : keys) {
            if (signers.contains(officer.key())) {
                persons.add(officer.person());
            }
        }
        return persons;
    }

    private static Map<String, JwsKey> byKid(List<Officer> keys) {
        return keys.stream()
                .map(Officer::key)
                .collect(Collectors.toUnmodifiableMap(JwsKey::kid, key -> key, (first, second) -> first));
    }
}
