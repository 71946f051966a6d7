package io.countersign.tlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one file says the hashes of its positions are.
 *
 * @param hashes as far as the file can be read
 * @param fault why it cannot be read further
 */
record Claim(TilePath path, List<TreeHash> hashes, Optional<String> fault) {
    static Claim of(TilePath path, byte[] content) {
        if (path.isBundle()) {
            EntryBundle.Reading reading = EntryBundle.read(content, path.width());
            List<TreeHash> hashes =
                    reading.entries().stream().map(MerkleTree::leafHash).toList();
            return new Claim(path, hashes, reading.fault());
        }
        int expected = path.width() * TreeHash.BYTES;
        Optional<String> fault = content.length == expected
                ? Optional.empty()
                : Optional.of("the tile has " + content.length + " bytes, not " + expected);
        List<TreeHash> hashes = Batch.hashes(content);
        return new Claim(path, hashes.subList(0, Math.min(hashes.size(), path.width())), fault);
    }

    /** Whether nothing contradicts: every position both know is equal, and the file is whole. */
    boolean agreesWith(List<TreeHash> reference) {
        int common = Math.min(hashes.size(), reference.size());
        return fault.isEmpty() && hashes.subList(0, common).equals(reference.subList(0, common));
    }

    /** One finding per run of wrong positions; a fault of form is named at the first position it spoils. */
    List<Finding> against(List<TreeHash> reference, String what) {
        List<Finding> findings = new ArrayList<>();
        int common = Math.min(hashes.size(), reference.size());
        for (int from = 0; from < common; from++) {
            int to = from;
            while (to < common && !hashes.get(to).equals(reference.get(to))) {
                to++;
            }
            if (to > from) {
                findings.add(range(from, to, what));
                from = to;
            }
        }
        int unread = Math.min(hashes.size(), path.width() - 1);
        fault.ifPresent(text -> findings.add(range(unread, path.width(), text)));
        return findings;
    }

    private Finding range(int from, int to, String what) {
        int shift = TilePath.HEIGHT * Math.max(path.level(), 0);
        long first = path.firstLeaf();
        return new Finding(path.path(), first + ((long) from << shift), first + ((long) to << shift), what);
    }
}
