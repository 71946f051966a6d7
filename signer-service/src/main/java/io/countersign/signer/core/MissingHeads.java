package io.countersign.signer.core;

import io.countersign.tlog.TreeHead;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the signer waits for the log to show: how to get from the newest known head to one that was told, or that a receipt was made
 * under. Once the log has answered, a head that is still ahead is none of it: a log tells a checkpoint before the receipts under it.
 */
final class MissingHeads {
    private static final Duration ASK_EVERY = Duration.ofMinutes(1);
    /** Receipts wait in their partitions, so few heads do. */
    private static final int MOST_WAITING = 1_000;

    /** Head of a waiting receipt, and how many answers there had been when it was first seen. */
    private final Map<TreeHead, Long> waiting = new LinkedHashMap<>();

    private boolean lost;
    private Optional<TreeHead> asked = Optional.empty();
    private Instant askedAt = Instant.EPOCH;
    private long answers;

    /** A checkpoint was told that cannot be linked to the newest known. */
    void lost() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** The newest known head moved there. */
    void found(TreeHead newest) {
        lost = false;
        waiting.keySet().removeIf(head -> head.size() <= newest.size());
    }

    void drop(TreeHead head) {
        waiting.remove(head);
    }

    boolean isWaitedFor(TreeHead head) {
        return waiting.containsKey(head);
    }

    /** A checkpoint was told that continues the head of this size. */
    void told(Optional<Long> continued) {
        if (asked.isPresent()
                && continued.filter(size -> size == asked.get().size()).isPresent()) {
            answers++;
        }
    }

    void waits(TreeHead ahead) {
        if (waiting.size() < MOST_WAITING) {
            waiting.putIfAbsent(ahead, answers);
        }
    }

    boolean isDenied(TreeHead ahead) {
        Long before = waiting.get(ahead);
        return before != null && answers > before && !lost;
    }

    boolean isTimeToAsk(TreeHead newest, Instant now) {
        boolean due = (lost || !waiting.isEmpty())
                && (!asked.equals(Optional.of(newest)) || !now.isBefore(askedAt.plus(ASK_EVERY)));
        if (due) {
            asked = Optional.of(newest);
            askedAt = now;
        }
        return due;
    }
}
