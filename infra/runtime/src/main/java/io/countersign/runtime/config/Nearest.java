package io.countersign.runtime.config;

import java.util.Collection;
import java.util.Comparator;

/** The known name a mistyped one most likely stood for. */
final class Nearest {
    private Nearest() {}

    /** {@code "; the nearest known one is 'x'"}, or a list of what is known when nothing is near. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .map(nearest -> "; the nearest known one is '" + nearest + "'")
                .orElse("; this group has no settings");
    }

    /** Levenshtein distance: insertions, deletions and replacements cost one each. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
