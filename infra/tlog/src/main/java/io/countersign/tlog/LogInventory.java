package io.countersign.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which files a log has, by level and index; for a store that cannot be listed, which files it must have. */
final class LogInventory {
    private final TileStore store;
    private final long signedSize;
    private final boolean listed;
    private final Map<Integer, TreeMap<Long, SortedSet<Integer>>> widths = new HashMap<>();
    private final List<Finding> foreign = new ArrayList<>();

    LogInventory(TileStore store, long signedSize) throws IOException {
        this.store = store;
        this.signedSize = signedSize;
        Optional<SortedSet<String>> list = store.list();
        this.listed = list.isPresent();
        for (String name : list.orElseGet(TreeSet::new)) {
            Optional<TilePath> path = TilePath.parse(name);
            if (path.isPresent()) {
                at(path.get().level(), path.get().index()).add(path.get().width());
            } else if (!name.equals(TileStore.CHECKPOINT)) {
                foreign.add(Finding.file(name, "no file of a log has this name"));
            }
        }
    }

    List<Finding> foreignFiles() {
        return foreign;
    }

    /** Indices of the given level: all that the signed size implies, and all that exist. */
    SortedSet<Long> indices(int level) {
        SortedSet<Long> indices =
                new TreeSet<>(widths.getOrDefault(level, new TreeMap<>()).keySet());
        long inLevel = signedSize >> (TilePath.HEIGHT * Math.max(level, 0));
        for (long index = 0; index * TilePath.FULL < inLevel; index++) {
            indices.add(index);
        }
        return indices;
    }

    int levels() {
        int highest = widths.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        int implied = (63 - Long.numberOfLeadingZeros(Math.max(1, signedSize))) / TilePath.HEIGHT;
        return Math.max(highest, implied) + 1;
    }

    /** How many hashes or entries of this tile or bundle the checkpoint covers: 0 to 256. */
    int signedWidth(int level, long index) {
        long inLevel = signedSize >> (TilePath.HEIGHT * Math.max(level, 0));
        return (int) Math.max(0, Math.min(TilePath.FULL, inLevel - index * TilePath.FULL));
    }

    /** Contents by width. A file that the checkpoint needs and that is not there becomes a finding. */
    NavigableMap<Integer, byte[]> read(int level, long index, List<Finding> findings) throws IOException {
        NavigableMap<Integer, byte[]> files = new TreeMap<>();
        int needed = signedWidth(level, index);
        SortedSet<Integer> candidates =
                new TreeSet<>(widths.getOrDefault(level, new TreeMap<>()).getOrDefault(index, new TreeSet<>()));
        if (!listed) {
            candidates.addAll(List.of(needed, TilePath.FULL));
        }
        for (int width : candidates) {
            store.read(new TilePath(level, index, width).path()).ifPresent(bytes -> files.put(width, bytes));
        }
        if (needed > 0 && !files.containsKey(needed) && !files.containsKey(TilePath.FULL)) {
            findings.add(Finding.tile(new TilePath(level, index, needed), "the file is missing"));
        }
        return files;
    }

    private SortedSet<Integer> at(int level, long index) {
        return widths.computeIfAbsent(level, l -> new TreeMap<>()).computeIfAbsent(index, i -> new TreeSet<>());
    }
}
