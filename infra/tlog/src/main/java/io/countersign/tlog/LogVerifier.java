package io.countersign.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Offline verification of a whole log from its public files and keys alone. Every entry is hashed anew, every tile
 * recomputed, every partial compared, every foreign file named, also behind the checkpoint, where the writer may
 * already have durable entries that are not signed yet. Memory: about 32 bytes per 256 entries.
 *
 * <p>Works up from the leaves twice, once from the entries and once from the level 0 tiles; the one that meets the
 * signed root tells which file is wrong where the two differ.
 */
public final class LogVerifier {
    private final CheckpointVerifier checkpoints;

    public LogVerifier(CheckpointVerifier checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** An error of the medium is an exception; everything that is wrong with the log itself is a finding. */
    public VerificationReport verify(TileStore store) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Optional<Checkpoint> checkpoint = readCheckpoint(store, findings);
        long signedSize = checkpoint.map(Checkpoint::size).orElse(0L);
        LogInventory inventory = new LogInventory(store, signedSize);
        findings.addAll(inventory.foreignFiles());

        Climb climb = new Climb(inventory);
        Truth truth = climb.truth(checkpoint);
        findings.addAll(climb.apart);
        climb.judge(truth, findings);
        checkpoint
                .filter(signed -> truth == Truth.NONE && findings.isEmpty())
                .ifPresent(signed -> findings.add(new Finding(
                        TileStore.CHECKPOINT, 0, signed.size(), "entries and tiles agree, but on another root")));
        return new VerificationReport(checkpoint, climb.entries - Math.min(climb.entries, signedSize), findings);
    }

    private Optional<Checkpoint> readCheckpoint(TileStore store, List<Finding> findings) throws IOException {
        Optional<byte[]> note = store.read(TileStore.CHECKPOINT);
        if (note.isEmpty()) {
            findings.add(Finding.file(TileStore.CHECKPOINT, "the file is missing"));
            return Optional.empty();
        }
        try {
            return Optional.of(checkpoints.verify(note.get()));
        } catch (ProofException e) {
            findings.add(Finding.file(TileStore.CHECKPOINT, e.getMessage()));
            return Optional.empty();
        }
    }

    /** One pass over the leaves, then one per level. */
    private static final class Climb {
        private final LogInventory inventory;
        private final SortedSet<Long> suspicious = new TreeSet<>();
        private final Map<Long, TreeHash> fullEntryRoots = new HashMap<>();
        private final Map<Long, TreeHash> fullTileRoots = new HashMap<>();
        private Optional<RightEdge> entryEdge = Optional.of(RightEdge.empty());
        private Optional<RightEdge> tileEdge = Optional.of(RightEdge.empty());
        private final List<Finding> apart = new ArrayList<>();
        private long entries;

        Climb(LogInventory inventory) throws IOException {
            this.inventory = inventory;
            SortedSet<Long> indices = inventory.indices(0);
            indices.addAll(inventory.indices(TilePath.ENTRIES));
            long next = 0;
            for (long index : indices) {
                LeafEvidence evidence = new LeafEvidence(inventory, index);
                int signed = inventory.signedWidth(0, index);
                entries += evidence.fromEntries().size();
                entryEdge = extended(entryEdge, evidence.fromEntries(), signed);
                tileEdge = extended(tileEdge, evidence.fromTile(), signed);
                rememberFull(fullEntryRoots, index, evidence.fromEntries());
                rememberFull(fullTileRoots, index, evidence.fromTile());
                if (!evidence.isSound()) {
                    suspicious.add(index);
                }
                if (signed == 0 && index != next) {
                    apart.add(Finding.tile(TilePath.bundle(index, TilePath.FULL), "stands apart from the log"));
                }
                boolean full = signed == TilePath.FULL || evidence.fromEntries().size() == TilePath.FULL;
                next = full ? index + 1 : next;
            }
        }

        Truth truth(Optional<Checkpoint> checkpoint) {
            if (checkpoint.isEmpty()) {
                return Truth.NONE;
            }
            TreeHash root = checkpoint.get().root();
            if (entryEdge.map(RightEdge::root).filter(root::equals).isPresent()) {
                return Truth.ENTRIES;
            }
            return tileEdge.map(RightEdge::root).filter(root::equals).isPresent() ? Truth.TILES : Truth.NONE;
        }

        void judge(Truth truth, List<Finding> findings) throws IOException {
            for (long index : suspicious) {
                findings.addAll(new LeafEvidence(inventory, index).judge(truth));
            }
            Map<Long, TreeHash> below = truth == Truth.TILES ? fullTileRoots : fullEntryRoots;
            for (int level = 1; level < inventory.levels(); level++) {
                below = judgeLevel(level, below, findings);
            }
        }

        /** Compares the tiles of one level with what the level below makes them, and returns the roots of its full ones. */
        private Map<Long, TreeHash> judgeLevel(int level, Map<Long, TreeHash> below, List<Finding> findings)
                throws IOException {
            Map<Long, TreeHash> roots = new HashMap<>();
            for (long index : inventory.indices(level)) {
                List<TreeHash> computed = new ArrayList<>();
                for (long child = index * TilePath.FULL; computed.size() < TilePath.FULL; child++) {
                    TreeHash hash = below.get(child);
                    if (hash == null) {
                        break;
                    }
                    computed.add(hash);
                }
                rememberFull(roots, index, computed);
                inventory.read(level, index, findings).forEach((width, bytes) -> {
                    TilePath path = TilePath.tile(level, index, width);
                    Claim claim = Claim.of(path, bytes);
                    findings.addAll(claim.against(computed, "not what the tiles below hash to"));
                    if (width > computed.size() && width > inventory.signedWidth(level, index)) {
                        findings.add(Finding.tile(path, "speaks of leaves that are not there"));
                    }
                });
            }
            return roots;
        }

        /** Empty once a signed position cannot be read: then this source leads to no root. */
        private static Optional<RightEdge> extended(Optional<RightEdge> edge, List<TreeHash> hashes, int signed) {
            if (edge.isEmpty() || hashes.size() < signed) {
                return Optional.empty();
            }
            RightEdge extended = edge.get();
            for (TreeHash hash : hashes.subList(0, signed)) {
                extended = extended.plus(hash);
            }
            return Optional.of(extended);
        }

        private static void rememberFull(Map<Long, TreeHash> roots, long index, List<TreeHash> hashes) {
            if (hashes.size() == TilePath.FULL) {
                roots.put(index, MerkleTree.root(hashes));
            }
        }
    }
}
