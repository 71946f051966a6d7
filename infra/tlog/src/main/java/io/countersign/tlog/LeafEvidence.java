package io.countersign.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All that the log says about one run of 256 leaves: bundles and level 0 tiles of one index in every width. */
final class LeafEvidence {
    private final List<Finding> missing = new ArrayList<>();
    private final List<Claim> bundles = new ArrayList<>();
    private final List<Claim> tiles = new ArrayList<>();
    private final int signedWidth;

    LeafEvidence(LogInventory inventory, long index) throws IOException {
        this.signedWidth = inventory.signedWidth(0, index);
        inventory
                .read(TilePath.ENTRIES, index, missing)
                .descendingMap()
                .forEach((width, bytes) -> bundles.add(Claim.of(TilePath.bundle(index, width), bytes)));
        inventory
                .read(0, index, missing)
                .descendingMap()
                .forEach((width, bytes) -> tiles.add(Claim.of(TilePath.tile(0, index, width), bytes)));
    }

    /** Leaf hashes of the widest bundle. */
    List<TreeHash> fromEntries() {
        return bundles.isEmpty() ? List.of() : bundles.get(0).hashes();
    }

    /** Hashes in the widest tile. */
    List<TreeHash> fromTile() {
        return tiles.isEmpty() ? List.of() : tiles.get(0).hashes();
    }

    boolean isSound() {
        return missing.isEmpty()
                && tilesWithoutEntries().isEmpty()
                && bundles.stream().allMatch(claim -> claim.agreesWith(fromEntries()))
                && tiles.stream().allMatch(claim -> claim.agreesWith(fromEntries()))
                && (bundles.isEmpty() || bundles.get(0).agreesWith(fromTile()));
    }

    /**
     * Names each wrong file.
     *
     * @param truth which source the signed root proved right
     */
    List<Finding> judge(Truth truth) {
        List<TreeHash> reference = truth == Truth.TILES ? fromTile() : fromEntries();
        String signed = truth == Truth.NONE
                ? "entries and tile disagree, and the checkpoint proves neither"
                : "not what the checkpoint commits to";
        List<TreeHash> proved = reference.subList(0, Math.min(signedWidth, reference.size()));
        List<Finding> findings = new ArrayList<>(missing);
        List<Claim> claims = new ArrayList<>(bundles);
        claims.addAll(tiles);
        for (Claim claim : claims) {
            findings.addAll(claim.against(proved, signed));
        }
        findings.addAll(tilesWithoutEntries());
        if (findings.isEmpty()) {
            findings.addAll(judgeTail());
        }
        return findings;
    }

    /** Entries are written before tiles, so a crash never leaves a tile that is ahead of them. */
    private List<Finding> tilesWithoutEntries() {
        return tiles.stream()
                .map(Claim::path)
                .filter(tile ->
                        tile.width() > Math.max(signedWidth, fromEntries().size()))
                .map(tile -> Finding.tile(tile, "speaks of leaves that are not there"))
                .toList();
    }

    /** Behind the checkpoint there is no proof, only agreement between files. */
    private List<Finding> judgeTail() {
        List<Finding> findings = new ArrayList<>();
        for (Claim bundle : bundles) {
            findings.addAll(bundle.against(
                    fromEntries(), "differs from " + bundles.get(0).path()));
        }
        for (Claim tile : tiles) {
            findings.addAll(
                    tile.against(fromEntries(), "differs from " + bundles.get(0).path()));
        }
        return findings;
    }
}
