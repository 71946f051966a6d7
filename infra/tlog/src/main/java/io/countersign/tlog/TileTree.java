package io.countersign.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a log through its tiles: leaves, roots of any size up to the stored one, inclusion and consistency proofs. A
 * tile or bundle that is missing or has the wrong length is a {@link LogCorruptException}. Safe for concurrent callers.
 * Nothing read here is proved by itself; who needs certainty checks the proof against a verified checkpoint.
 */
public final class TileTree {
    /** 64 full tiles of 8 KiB: the upper levels of any log, and the tile under work. */
    private static final int CACHED_TILES = 64;

    private final TileStore store;
    private final Map<TilePath, byte[]> fullTiles = new LinkedHashMap<>(CACHED_TILES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, byte[]> eldest) {
            return size() > CACHED_TILES;
        }
    };

    public TileTree(TileStore store) {
        this.store = store;
    }

    public TreeHash root(long size) throws IOException {
        return size == 0 ? MerkleTree.emptyRoot() : range(0, size, size);
    }

    /** Leaf sibling first, as RFC 9162 2.1.3.1. */
    public List<TreeHash> inclusion(long index, long size) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " is not in a tree of size " + size);
        }
        List<TreeHash> proof = new ArrayList<>();
        collectPath(index, 0, size, size, proof);
        return List.copyOf(proof);
    }

    /** As RFC 9162 2.1.4.1; empty for an old size of zero or of the whole tree. */
    public List<TreeHash> consistency(long oldSize, long newSize) throws IOException {
        if (oldSize < 0 || oldSize > newSize) {
            throw new IllegalArgumentException("no proof leads from size " + oldSize + " to size " + newSize);
        }
        List<TreeHash> proof = new ArrayList<>();
        if (oldSize > 0) {
            collectConsistency(oldSize, 0, newSize, true, newSize, proof);
        }
        return List.copyOf(proof);
    }

    public byte[] leaf(long index, long size) throws IOException {
        return bundle(index / TilePath.FULL, size).get((int) (index % TilePath.FULL));
    }

    /** The entries of bundle {@code bundleIndex} (leaves from 256 * bundleIndex on) that a tree of this size has. */
    public List<byte[]> bundle(long bundleIndex, long size) throws IOException {
        int width = width(0, bundleIndex, size);
        TilePath wanted = TilePath.bundle(bundleIndex, width);
        Optional<byte[]> exact = store.read(wanted.path());
        try {
            if (exact.isPresent()) {
                return EntryBundle.decode(exact.get(), width);
            }
            if (!wanted.isFull()) {
                Optional<byte[]> full = store.read(wanted.full().path());
                if (full.isPresent()) {
                    return EntryBundle.decode(full.get(), TilePath.FULL).subList(0, width);
                }
            }
        } catch (ProofException e) {
            throw new LogCorruptException(wanted + ": " + e.getMessage(), e);
        }
        throw new LogCorruptException(wanted + " is missing");
    }

    /** The full subtrees of the tree of this size, read from the tiles of its right edge. */
    RightEdge edge(long size) throws IOException {
        List<TreeHash> subtrees = new ArrayList<>();
        long start = 0;
        for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
            long leaves = Long.highestOneBit(rest);
            subtrees.add(range(start, start + leaves, size));
            start += leaves;
        }
        return new RightEdge(size, subtrees);
    }

    /** All hashes of one tile that a tree of this size has, concatenated. */
    byte[] tile(int level, long index, long size) throws IOException {
        int width = width(level, index, size);
        TilePath wanted = TilePath.tile(level, index, width);
        byte[] known = cached(wanted.full());
        if (known == null) {
            Optional<byte[]> exact = store.read(wanted.path());
            if (exact.isPresent()) {
                return checkedLength(wanted, exact.get());
            }
            if (!wanted.isFull()) {
                Optional<byte[]> full = store.read(wanted.full().path());
                if (full.isPresent()) {
                    known = checkedLength(wanted.full(), full.get());
                }
            }
            if (known == null) {
                throw new LogCorruptException(wanted + " is missing");
            }
        }
        return known.length == width * TreeHash.BYTES ? known : Arrays.copyOf(known, width * TreeHash.BYTES);
    }

    private void collectPath(long index, long start, long end, long size, List<TreeHash> proof) throws IOException {
        if (end - start == 1) {
            return;
        }
        long split = start + splitOf(end - start);
        if (index < split) {
            collectPath(index, start, split, size, proof);
            proof.add(range(split, end, size));
        } else {
            collectPath(index, split, end, size, proof);
            proof.add(range(start, split, size));
        }
    }

    private void collectConsistency(
            long oldEnd, long start, long end, boolean oldRootIsKnown, long size, List<TreeHash> proof)
            throws IOException {
        if (oldEnd == end) {
            if (!oldRootIsKnown) {
                proof.add(range(start, end, size));
            }
            return;
        }
        long split = start + splitOf(end - start);
        if (oldEnd <= split) {
            collectConsistency(oldEnd, start, split, oldRootIsKnown, size, proof);
            proof.add(range(split, end, size));
        } else {
            collectConsistency(oldEnd, split, end, false, size, proof);
            proof.add(range(start, split, size));
        }
    }

    /** Root over leaves {@code [start, end)}; start is a multiple of the power of two that holds the range. */
    private TreeHash range(long start, long end, long size) throws IOException {
        long leaves = end - start;
        if (Long.bitCount(leaves) == 1) {
            return fullSubtree(Long.numberOfTrailingZeros(leaves), start, size);
        }
        long split = start + splitOf(leaves);
        return MerkleTree.nodeHash(range(start, split, size), range(split, end, size));
    }

    private TreeHash fullSubtree(int height, long start, long size) throws IOException {
        int level = height / TilePath.HEIGHT;
        long position = start >> (TilePath.HEIGHT * level);
        byte[] tile = tile(level, position / TilePath.FULL, size);
        int first = (int) (position % TilePath.FULL);
        List<TreeHash> hashes = new ArrayList<>();
        for (int i = 0; i < 1 << (height % TilePath.HEIGHT); i++) {
            hashes.add(TreeHash.at(tile, first + i));
        }
        return MerkleTree.root(hashes);
    }

    private byte[] checkedLength(TilePath path, byte[] tile) throws LogCorruptException {
        if (tile.length != path.width() * TreeHash.BYTES) {
            throw new LogCorruptException(path + " has " + tile.length + " bytes");
        }
        if (path.isFull()) {
            synchronized (fullTiles) {
                fullTiles.put(path, tile);
            }
        }
        return tile;
    }

    private byte[] cached(TilePath path) {
        synchronized (fullTiles) {
            return fullTiles.get(path);
        }
    }

    /** Largest power of two below {@code leaves} (RFC 6962 2.1). */
    private static long splitOf(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }

    static int width(int level, long index, long size) {
        long inLevel = size >> (TilePath.HEIGHT * level);
        long width = Math.min(TilePath.FULL, inLevel - index * TilePath.FULL);
        if (width < 1) {
            throw new IllegalArgumentException(
                    "a tree of size " + size + " has no tile " + index + " at level " + level);
        }
        return (int) width;
    }
}
