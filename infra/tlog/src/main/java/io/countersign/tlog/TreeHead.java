package io.countersign.tlog;

/** Size and root of the log at one moment; what a checkpoint signs. */
public record TreeHead(long size, TreeHash root) {
    public TreeHead {
        if (size < 0) {
            throw new IllegalArgumentException("a tree cannot have size " + size);
        }
    }
}
