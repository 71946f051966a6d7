package io.countersign.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Start-up check of the right edge: the last bundle and the last tile of each level must hash to the durable head, and
 * the published checkpoint must be one of this log. The whole log is the offline verifier's work.
 */
final class SelfCheck {
    private final TileStore store;
    private final TileTree tree;
    private final RightEdge edge;

    SelfCheck(TileStore store, TileTree tree, RightEdge edge) {
        this.store = store;
        this.tree = tree;
        this.edge = edge;
    }

    Batch.Tails tails() throws IOException {
        long size = edge.size();
        if (!tree.edge(size).equals(edge)) {
            throw new LogCorruptException("the tiles do not hash to the durable head of size " + size);
        }
        List<List<TreeHash>> hashes = new ArrayList<>();
        for (int level = 0; size >> (TilePath.HEIGHT * level) > 0; level++) {
            long inLevel = size >> (TilePath.HEIGHT * level);
            long index = inLevel / TilePath.FULL;
            hashes.add(inLevel % TilePath.FULL == 0 ? List.of() : Batch.hashes(tree.tile(level, index, size)));
        }
        return new Batch.Tails(lastBundle(size), hashes);
    }

    private List<byte[]> lastBundle(long size) throws IOException {
        if (size == 0) {
            return List.of();
        }
        long index = (size - 1) / TilePath.FULL;
        List<byte[]> entries = tree.bundle(index, size);
        List<TreeHash> hashes = entries.stream().map(MerkleTree::leafHash).toList();
        if (!hashes.equals(Batch.hashes(tree.tile(0, index, size)))) {
            throw new LogCorruptException("the last entry bundle does not hash to its tile");
        }
        return entries.size() == TilePath.FULL ? List.of() : entries;
    }

    void publishedCheckpoint() throws IOException {
        Optional<byte[]> note = store.read(TileStore.CHECKPOINT);
        if (note.isEmpty()) {
            return;
        }
        Checkpoint published;
        try {
            published = Checkpoint.parse(SignedNote.parse(note.get()).text());
        } catch (ProofException e) {
            throw new LogCorruptException("the published checkpoint is unreadable: " + e.getMessage(), e);
        }
        if (published.size() > edge.size()) {
            throw new LogCorruptException("the published checkpoint has size " + published.size()
                    + ", but the log ends at " + edge.size() + ": the data directory is older than what it published");
        }
        if (!tree.root(published.size()).equals(published.root())) {
            throw new LogCorruptException(
                    "the published checkpoint of size " + published.size() + " has another root than the log");
        }
    }

    static List<TreeHash> leafHashes(byte[] bundle, TilePath path) throws LogCorruptException {
        try {
            return EntryBundle.decode(bundle, path.width()).stream()
                    .map(MerkleTree::leafHash)
                    .toList();
        } catch (ProofException e) {
            throw new LogCorruptException(path + ": " + e.getMessage(), e);
        }
    }
}
