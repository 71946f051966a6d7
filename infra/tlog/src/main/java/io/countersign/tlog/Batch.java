package io.countersign.tlog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that one append makes: entry bundles first, then tiles from the leaves upward, so that no tile ever speaks
 * of an entry that is not yet there. Computed wholly in memory before the first byte is written.
 */
final class Batch {
    private final Map<TilePath, byte[]> files = new LinkedHashMap<>();
    private final Map<TilePath, List<TreeHash>> bundleHashes = new LinkedHashMap<>();
    private final Tails tails;
    private final RightEdge edge;

    /** The unfinished right end of the log: entries of the last bundle, hashes of the last tile of each level. */
    record Tails(List<byte[]> entries, List<List<TreeHash>> hashes) {
        Tails {
            entries = List.copyOf(entries);
            hashes = hashes.stream().map(List::copyOf).toList();
        }

        List<TreeHash> level(int level) {
            return level < hashes.size() ? hashes.get(level) : List.of();
        }
    }

    Batch(RightEdge before, Tails tails, List<byte[]> entries) {
        List<TreeHash> leafHashes = entries.stream().map(MerkleTree::leafHash).toList();
        List<byte[]> entryTail = addBundles(before.size(), tails, entries, leafHashes);
        List<List<TreeHash>> hashTails = new ArrayList<>();
        List<TreeHash> added = leafHashes;
        for (int level = 0; level < tails.hashes().size() || !added.isEmpty(); level++) {
            long written = before.size() >> (TilePath.HEIGHT * level);
            List<TreeHash> finished = new ArrayList<>();
            hashTails.add(addTiles(level, written, tails.level(level), added, finished));
            added = finished;
        }
        RightEdge after = before;
        for (TreeHash leafHash : leafHashes) {
            after = after.plus(leafHash);
        }
        this.edge = after;
        this.tails = new Tails(entryTail, hashTails);
    }

    RightEdge edge() {
        return edge;
    }

    Tails tails() {
        return tails;
    }

    /** In writing order. */
    Map<TilePath, byte[]> files() {
        return files;
    }

    /** Leaf hashes that each written bundle must show when it is read back. */
    Map<TilePath, List<TreeHash>> bundleHashes() {
        return bundleHashes;
    }

    private List<byte[]> addBundles(long size, Tails before, List<byte[]> added, List<TreeHash> addedHashes) {
        if (added.isEmpty()) {
            return before.entries();
        }
        List<byte[]> entries = joined(before.entries(), added);
        List<TreeHash> hashes = joined(before.level(0), addedHashes);
        long index = size / TilePath.FULL;
        int at = 0;
        for (; at < entries.size(); at += TilePath.FULL, index++) {
            int end = Math.min(entries.size(), at + TilePath.FULL);
            TilePath path = TilePath.bundle(index, end - at);
            files.put(path, EntryBundle.encode(entries.subList(at, end)));
            bundleHashes.put(path, hashes.subList(at, end));
        }
        return entries.subList(entries.size() - entries.size() % TilePath.FULL, entries.size());
    }

    private List<TreeHash> addTiles(
            int level, long written, List<TreeHash> tail, List<TreeHash> added, List<TreeHash> finished) {
        if (added.isEmpty()) {
            return tail;
        }
        List<TreeHash> hashes = joined(tail, added);
        long index = written / TilePath.FULL;
        for (int at = 0; at < hashes.size(); at += TilePath.FULL, index++) {
            List<TreeHash> inTile = hashes.subList(at, Math.min(hashes.size(), at + TilePath.FULL));
            files.put(TilePath.tile(level, index, inTile.size()), concatenated(inTile));
            if (inTile.size() == TilePath.FULL) {
                finished.add(MerkleTree.root(inTile));
            }
        }
        return hashes.subList(hashes.size() - hashes.size() % TilePath.FULL, hashes.size());
    }

    static byte[] concatenated(List<TreeHash> hashes) {
        byte[] tile = new byte[hashes.size() * TreeHash.BYTES];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(tile, i * TreeHash.BYTES);
        }
        return tile;
    }

    static List<TreeHash> hashes(byte[] tile) {
        TreeHash[] hashes = new TreeHash[tile.length / TreeHash.BYTES];
        Arrays.setAll(hashes, i -> TreeHash.at(tile, i));
        return List.of(hashes);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        return all;
    }
}
