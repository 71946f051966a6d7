package io.countersign.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them. */
public final class Span {
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,6})([smhd])");

    private Span() {}

    /**
     * A duration: {@code 30s}, {@code 15m}, {@code 8h}, {@code 90d}, or ISO 8601.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static Duration duration(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration; write 30s, 15m, 8h, 90d or PT8H", e);
        }
    }

    /**
     * A time in whole seconds: a duration from now, a day (its first second, UTC) or an instant.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static Instant instant(String text, Instant now) {
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            Instant instant = text.endsWith("Z") ? Instant.parse(text) : now.plus(duration(text));
            return instant.truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time; write 365d, 2027-01-31 or 2027-01-31T12:00:00Z", e);
        }
    }
}
