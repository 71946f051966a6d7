package io.countersign.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A resource in full, for people: labelled lines, then what happened when. */
public final class Description {
    private static final int LABEL = 14;

    private final StringBuilder text = new StringBuilder();

    /** One thing that happened. */
    private record Entry(Instant at, String what, String detail) {}

    public Description line(String label, String value) {
        if (!value.isEmpty()) {
            text.append(label)
                    .append(':')
                    .append(" ".repeat(Math.max(1, LABEL - label.length() - 1)))
                    .append(value)
                    .append('\n');
        }
        return this;
    }

    public Description names(JsonNode names) {
        line("CN", names.path("cn").asText());
        line("O", list(names.path("o")));
        line("DNS", list(names.path("dns")));
        line("IP", list(names.path("ip")));
        return line("URI", list(names.path("uri")));
    }

    /** From the first entry's time on, in seconds; the entries come sorted. */
    public Description timeline(JsonNode timeline) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode entry : timeline) {
            try {
                entries.add(new Entry(
                        Instant.parse(entry.path("at").asText()),
                        entry.path("what").asText(),
                        entry.path("detail").asText("")));
            } catch (DateTimeException e) {
                line("Timeline", "an entry has no time: " + entry);
            }
        }
        if (entries.isEmpty()) {
            return this;
        }
        entries.sort(Comparator.comparing(Entry::at));
        Instant start = entries.get(0).at();
        text.append("Timeline:     from ").append(start).append('\n');
        for (Entry entry : entries) {
            String offset = String.format(
                    Locale.ROOT, "+%.3f", Duration.between(start, entry.at()).toMillis() / 1000.0);
            text.append("  ").append(offset).append(" ".repeat(Math.max(1, 12 - offset.length())));
            text.append(entry.what());
            if (!entry.detail().isEmpty()) {
                text.append(": ").append(entry.detail());
            }
            text.append('\n');
        }
        return this;
    }

    private static String list(JsonNode array) {
        List<String> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asText()));
        return String.join(", ", values);
    }

    public String text() {
        return text.toString();
    }
}
