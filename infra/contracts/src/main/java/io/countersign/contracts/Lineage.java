package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The place a certificate stands in: {@code cluster/component/instance}, for example {@code prod-a/etcd-peer/cp-1}. All
 * certificates of one lineage follow one another; it is the Kafka key of everything that concerns them.
 *
 * <p>The grammar is narrow on purpose: two spellings of one place would be two histories.
 */
public record Lineage(String cluster, String component, String instance) implements Comparable<Lineage> {
    /** A node name may have 253 characters (RFC 1123 subdomain); the other parts never need them. */
    public static final int MAX_PART_LENGTH = 253;

    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9.-]*");

    public Lineage {
        requirePart("cluster", cluster);
        requirePart("component", component);
        requirePart("instance", instance);
    }

    @JsonCreator
    public static Lineage parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a lineage is cluster/component/instance, not '" + text + "'");
        }
        return new Lineage(parts[0], parts[1], parts[2]);
    }

    /** Whether this text may stand as one part of a lineage. */
    public static boolean isPart(String text) {
        return text.length() <= MAX_PART_LENGTH && PART.matcher(text).matches();
    }

    private static void requirePart(String name, String value) {
        if (!isPart(value)) {
            throw new IllegalArgumentException(
                    name + " must match " + PART + " with at most " + MAX_PART_LENGTH + " characters: '" + value + "'");
        }
    }

    @Override
    public int compareTo(Lineage other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        return cluster + "/" + component + "/" + instance;
    }
}
