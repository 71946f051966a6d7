package io.countersign.tlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of one tile or entry bundle, C2SP tlog-tiles: {@code tile/<L>/<N>[.p/<W>]} and
 * {@code tile/entries/<N>[.p/<W>]}.
 *
 * @param level 0..6 for a tile of hashes, {@link #ENTRIES} for a bundle of entries
 * @param index number of the tile within its level, from 0
 * @param width hashes or entries in it: {@link #FULL}, or 1..255 for a partial one
 */
public record TilePath(int level, long index, int width) {
    public static final int ENTRIES = -1;
    public static final int FULL = 256;
    /** 2^8 = 256 children per tile: level L+1 hashes full tiles of level L. */
    static final int HEIGHT = 8;

    /** A tile of a higher level would speak of 2^64 leaves or more, of which no log has a beginning and nobody a number. */
    private static final int MAX_LEVEL = 6;

    private static final Pattern FORM =
            Pattern.compile("tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    public TilePath {
        if (level < ENTRIES
                || level > MAX_LEVEL
                || index < 0
                || index > mostTiles(level)
                || width < 1
                || width > FULL) {
            throw new IllegalArgumentException("no tile has level " + level + ", index " + index + ", width " + width);
        }
    }

    public static TilePath tile(int level, long index, int width) {
        return new TilePath(level, index, width);
    }

    public static TilePath bundle(long index, int width) {
        return new TilePath(ENTRIES, index, width);
    }

    public boolean isBundle() {
        return level == ENTRIES;
    }

    public boolean isFull() {
        return width == FULL;
    }

    public TilePath full() {
        return new TilePath(level, index, FULL);
    }

    /** First leaf that this tile speaks about. */
    public long firstLeaf() {
        return index << (HEIGHT * (Math.max(level, 0) + 1));
    }

    /** One past the last leaf that this tile speaks about. */
    public long endLeaf() {
        return firstLeaf() + ((long) width << (HEIGHT * Math.max(level, 0)));
    }

    public String path() {
        StringBuilder groups = new StringBuilder(threeDigits(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            groups.insert(0, "x" + threeDigits(rest % 1000) + "/");
        }
        String name = "tile/" + (isBundle() ? "entries" : Integer.toString(level)) + "/" + groups;
        return isFull() ? name : name + ".p/" + width;
    }

    /** Empty when the text is no path that {@link #path()} can have made. */
    public static Optional<TilePath> parse(String path) {
        Matcher matcher = FORM.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(2).replace("x", "").replace("/", "");
        int level = matcher.group(1).equals("entries") ? ENTRIES : Integer.parseInt(matcher.group(1));
        int width = matcher.group(3) == null ? FULL : Integer.parseInt(matcher.group(3));
        if (digits.length() > 18 || level > MAX_LEVEL || (matcher.group(3) != null && width >= FULL)) {
            return Optional.empty();
        }
        long index = Long.parseLong(digits);
        if (index > mostTiles(level)) {
            return Optional.empty();
        }
        TilePath parsed = new TilePath(level, index, width);
        // Refuses needless leading groups such as x000/001.
        return parsed.path().equals(path) ? Optional.of(parsed) : Optional.empty();
    }

    /** So that {@link #endLeaf()} is a number. */
    private static long mostTiles(int level) {
        return (Long.MAX_VALUE >> (HEIGHT * (Math.max(level, 0) + 1))) - 1;
    }

    private static String threeDigits(long value) {
        return Long.toString(1000 + value).substring(1);
    }

    @Override
    public String toString() {
        return path();
    }
}
