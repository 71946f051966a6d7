package io.countersign.cli.render;

import java.time.Duration;

/** A time span as Kubernetes' tools shorten it: {@code 364d}, {@code 2y327d}, {@code <invalid>} once it has passed. */
public final class Residual {
    private static final long HOURS_PER_DAY = 24;
    private static final long DAYS_PER_YEAR = 365;

    private Residual() {}

    public static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 60 * 2) {
            return seconds + "s";
        }
        long minutes = span.toMinutes();
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 60 * 3) {
            return minutes + "m";
        }
        long hours = span.toHours();
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < HOURS_PER_DAY * 2) {
            return hours + "h";
        }
        long days = span.toDays();
        if (days < 8) {
            return two(days, "d", hours % HOURS_PER_DAY, "h");
        }
        if (days < DAYS_PER_YEAR * 2) {
            return days + "d";
        }
        if (days < DAYS_PER_YEAR * 8) {
            return two(days / DAYS_PER_YEAR, "y", days % DAYS_PER_YEAR, "d");
        }
        return days / DAYS_PER_YEAR + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
