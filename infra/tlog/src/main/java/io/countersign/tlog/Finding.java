package io.countersign.tlog;

/**
 * Something wrong in a log, and where.
 *
 * @param path relative path of the file
 * @param firstLeaf first leaf concerned; -1 when the file speaks of no particular leaf
 * @param endLeaf one past the last leaf concerned; -1 as above
 * @param what what is wrong, in words
 */
public record Finding(String path, long firstLeaf, long endLeaf, String what) {
    static Finding file(String path, String what) {
        return new Finding(path, -1, -1, what);
    }

    static Finding tile(TilePath path, String what) {
        return new Finding(path.path(), path.firstLeaf(), path.endLeaf(), what);
    }

    @Override
    public String toString() {
        if (firstLeaf < 0) {
            return path + ": " + what;
        }
        String leaves = endLeaf - firstLeaf == 1 ? "leaf " + firstLeaf : "leaves " + firstLeaf + ".." + (endLeaf - 1);
        return path + " (" + leaves + "): " + what;
    }
}
