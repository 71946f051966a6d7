package io.countersign.orders;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Foreign texts for a terminal: nothing in them moves the cursor, hides a line or looks like our own words. */
final class TextForPeople {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@*+=-]+");

    private TextForPeople() {}

    /** One value; in quotes unless it is plain. */
    static String value(String text) {
        return PLAIN.matcher(text).matches()
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String values(Collection<String> texts) {
        return texts.stream().sorted().map(TextForPeople::value).collect(Collectors.joining(" ", "[", "]"));
    }

    /** With everything but printable ASCII escaped. */
    static String visible(String line) {
        StringBuilder shown = new StringBuilder(line.length());
        line.chars().forEach(unit -> {
            if (unit >= ' ' && unit <= '~') {
                shown.append((char) unit);
            } else {
                shown.append("\\u%04x".formatted(unit));
            }
        });
        return shown.toString();
    }
}
