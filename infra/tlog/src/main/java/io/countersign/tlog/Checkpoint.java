package io.countersign.tlog;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The text that a log signs: origin, size, root (C2SP tlog-checkpoint v1.0.0). Ours has no extension lines. */
public record Checkpoint(String origin, long size, TreeHash root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

    public Checkpoint {
        NoteSignature.requireName(origin);
        if (size < 0) {
            throw new IllegalArgumentException("a tree cannot have size " + size);
        }
    }

    public TreeHead head() {
        return new TreeHead(size, root);
    }

    /** Three lines, each ended by a newline. */
    public String noteText() {
        return origin + "\n" + size + "\n" + root + "\n";
    }

    /** Extension lines are refused: nobody could check what they say, yet they would be signed. */
    public static Checkpoint parse(byte[] noteText) throws ProofException {
        String[] lines = new String(noteText, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || !SIZE.matcher(lines[1]).matches()) {
            throw new ProofException("a checkpoint is an origin, a size and a root, one line each");
        }
        try {
            return new Checkpoint(lines[0], Long.parseLong(lines[1]), TreeHash.parse(lines[2]));
        } catch (IllegalArgumentException e) {
            throw new ProofException("not a checkpoint: " + e.getMessage(), e);
        }
    }
}
