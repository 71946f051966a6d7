package io.countersign.tlog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one rename commits: how far the log goes, and the caller's own bytes (consumed offsets and the like) that must
 * move in the same step. The last line is a SHA-256 of the rest, against a disk that lies.
 */
final class LogState {
    private static final String HEADER = "countersign-log-state/v1";

    private final RightEdge edge;
    private final byte[] side;

    LogState(RightEdge edge, byte[] side) {
        this.edge = edge;
        this.side = side.clone();
    }

    RightEdge edge() {
        return edge;
    }

    byte[] side() {
        return side.clone();
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        text.append("size ").append(edge.size()).append('\n');
        text.append("root ").append(edge.root()).append('\n');
        edge.subtrees()
                .forEach(subtree -> text.append("subtree ").append(subtree).append('\n'));
        text.append("side ").append(StrictBase64.encode(side)).append('\n');
        String checksum = checksum(text.toString());
        text.append("sha256 ").append(checksum).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static LogState decode(byte[] bytes) throws LogCorruptException {
        try {
            return decodeLines(new String(bytes, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new LogCorruptException("the state file is damaged: " + e.getMessage(), e);
        }
    }

    private static LogState decodeLines(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 6 || !lines[0].equals(HEADER) || !lines[lines.length - 1].isEmpty()) {
            throw new IllegalArgumentException("unknown form");
        }
        String checksum = value(lines[lines.length - 2], "sha256");
        String covered = text.substring(0, text.length() - lines[lines.length - 2].length() - 1);
        if (!checksum(covered).equals(checksum)) {
            throw new IllegalArgumentException("its checksum differs");
        }
        long size = Long.parseLong(value(lines[1], "size"));
        List<TreeHash> subtrees = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(3, lines.length - 3)) {
            subtrees.add(TreeHash.parse(value(line, "subtree")));
        }
        RightEdge edge = new RightEdge(size, subtrees);
        if (!edge.root().equals(TreeHash.parse(value(lines[2], "root")))) {
            throw new IllegalArgumentException("its root is not that of its subtrees");
        }
        return new LogState(edge, StrictBase64.decode(value(lines[lines.length - 3], "side")));
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key + " ")) {
            throw new IllegalArgumentException("expected a line '" + key + "'");
        }
        return line.substring(key.length() + 1);
    }

    private static String checksum(String text) {
        return StrictBase64.encode(MerkleTree.sha256().digest(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
