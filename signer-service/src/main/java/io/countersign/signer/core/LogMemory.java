package io.countersign.signer.core;

import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.Proofs;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log as this signer knows it: the newest head, and those before it, each proved to continue the other. Whoever owns the log and its
 * keys can sign two histories; a receipt from the one that this signer does not know is not worth a signature (security 6, test 8).
 *
 * <p>The newest head stands in the spool before anything is signed on it, so a restart forgets nothing. Without one the first head told
 * is believed.
 *
 * <p>Written by the loop's thread between batches, read by the workers.
 */
public final class LogMemory {
    /** A quarter of an hour under full load; receipts under older heads are asked for again. */
    static final int MOST_HEADS = 10_000;

    /** What a receipt's head is to the log that this signer knows. */
    enum Place {
        /** One of its heads. */
        KNOWN,
        /** Before the newest, and not proved to belong to it. */
        BEHIND,
        /** Behind the newest, and how to get there has not been told. */
        AHEAD,
        /** Of another log. */
        FORKED
    }

    private final HeadStore store;
    private final LogWatch watch;
    /** Roots by size; all below guarded by this. */
    private final NavigableMap<Long, TreeHash> heads = new TreeMap<>();

    private byte[] newestNote = new byte[0];
    private boolean loaded;
    private boolean stored;
    private final MissingHeads missing = new MissingHeads();
    private final LeafTimes times = new LeafTimes();

    public LogMemory(HeadStore store, LogWatch watch) {
        this.store = store;
        this.watch = watch;
    }

    /**
     * Remembers what the process before knew.
     *
     * @param verifiers of the trust document's versions: the head may be older than the log's keys in force
     */
    public synchronized void load(List<CheckpointVerifier> verifiers) throws OutageException {
        if (loaded) {
            return;
        }
        Optional<byte[]> kept = store.head();
        if (kept.isPresent()) {
            TreeHead head = verified(kept.get(), verifiers);
            heads.put(head.size(), head.root());
            newestNote = kept.get();
            stored = true;
            watch.remembers(head);
        }
        loaded = true;
    }

    private static TreeHead verified(byte[] note, List<CheckpointVerifier> verifiers) throws OutageException {
        for (CheckpointVerifier verifier : verifiers) {
            Optional<TreeHead> head = head(note, verifier);
            if (head.isPresent()) {
                return head.get();
            }
        }
        throw new OutageException(
                "the checkpoint in the spool is not signed by the keys of the log: put back the true one, or"
                        + " remove it to believe the first checkpoint that is told");
    }

    private static Optional<TreeHead> head(byte[] note, CheckpointVerifier verifier) {
        try {
            return Optional.of(verifier.verify(note).head());
        } catch (ProofException notUnderThese) {
            return Optional.empty();
        }
    }

    /**
     * Takes what was told since the last time, in order.
     *
     * @param fresh told after what was read before: a log does not get smaller then. What is read again, or was told before this
     *     signer started, may be older than what it knows
     * @throws UnreadableException when its signatures do not hold, or it shows another log than this signer knows
     */
    public synchronized void take(CheckpointPublished told, CheckpointVerifier verifier, boolean fresh)
            throws UnreadableException {
        if (!fresh && newest().filter(newest -> told.size() < newest.size()).isPresent()) {
            return;
        }
        byte[] note = told.note().getBytes(StandardCharsets.UTF_8);
        TreeHead head = signed(told, note, verifier).head();
        if (heads.isEmpty()) {
            watch.believesFirst(head);
            advance(head, note);
            return;
        }
        TreeHead newest = newest().orElseThrow();
        TreeHash known = heads.get(head.size());
        if (known != null) {
            if (!known.equals(head.root())) {
                throw disputed(new TreeHead(head.size(), known), head, "of the same size has another root");
            }
            missing.told(told.continues().map(CheckpointPublished.Continues::size));
        } else if (head.size() < newest.size()) {
            throw disputed(newest, head, "is smaller");
        } else if (told.continues()
                .filter(continues -> continues.size() == newest.size())
                .isPresent()) {
            if (!leads(newest, head, told.continues().get())) {
                missing.lost();
                throw disputed(newest, head, "does not continue it");
            }
            missing.told(Optional.of(newest.size()));
            advance(head, note);
        } else {
            if (!missing.isLost()) {
                watch.lost(newest, head);
            }
            missing.lost();
        }
    }

    /**
     * Backwards: a head that leads to a known one is known, whoever signed it. For receipts that waited while this signer was down.
     */
    public synchronized void takeFormer(CheckpointPublished former, CheckpointPublished next) {
        TreeHash root = heads.get(next.size());
        if (root == null || heads.containsKey(former.size()) || heads.size() >= MOST_HEADS) {
            return;
        }
        try {
            TreeHead head = new TreeHead(former.size(), TreeHash.parse(former.root()));
            boolean leads = next.continues()
                    .filter(continues ->
                            continues.size() == head.size() && leads(head, new TreeHead(next.size(), root), continues))
                    .isPresent();
            if (leads) {
                heads.put(head.size(), head.root());
            }
        } catch (IllegalArgumentException e) {
            // No root at all: it leads nowhere, and was refused where it mattered.
            return;
        }
    }

    /** Everything told so far was taken by now. */
    public synchronized void reached(Instant now) {
        newest().ifPresent(newest -> times.reached(newest.size(), now));
    }

    /** By when the log held this leaf, by this signer's clock. Of what it saw since its start; no one else's word counts. */
    synchronized Optional<Instant> seen(long leafIndex) {
        return times.of(leafIndex);
    }

    private static Checkpoint signed(CheckpointPublished told, byte[] note, CheckpointVerifier verifier)
            throws UnreadableException {
        try {
            Checkpoint checkpoint = verifier.verify(note);
            if (checkpoint.size() != told.size()
                    || !checkpoint.root().toString().equals(told.root())) {
                throw new UnreadableException(
                        UnreadableReason.NOT_BELIEVED, "the note is of another head than the event");
            }
            return checkpoint;
        } catch (ProofException e) {
            throw new UnreadableException(UnreadableReason.NOT_BELIEVED, String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean leads(TreeHead from, TreeHead to, CheckpointPublished.Continues continues) {
        try {
            List<TreeHash> proof =
                    continues.proof().stream().map(TreeHash::parse).toList();
            Proofs.verifyConsistency(from.size(), to.size(), proof, from.root(), to.root());
            return true;
        } catch (ProofException | IllegalArgumentException e) {
            return false;
        }
    }

    private void advance(TreeHead head, byte[] note) {
        heads.put(head.size(), head.root());
        if (heads.size() > MOST_HEADS) {
            heads.pollFirstEntry();
        }
        newestNote = note;
        stored = false;
        missing.found(head);
        watch.reaches(head);
    }

    private UnreadableException disputed(TreeHead known, TreeHead told, String how) {
        watch.disputes(known, told, how);
        return new UnreadableException(
                UnreadableReason.CHECKPOINT_INVALID,
                "this signer knows the log with " + text(known) + "; the head with " + text(told) + " " + how);
    }

    /** Where the head of a verified receipt stands. */
    synchronized Place place(TreeHead head) {
        TreeHash known = heads.get(head.size());
        if (known != null) {
            return known.equals(head.root()) ? Place.KNOWN : Place.FORKED;
        }
        Optional<TreeHead> newest = newest();
        if (newest.isPresent() && head.size() < newest.get().size()) {
            return Place.BEHIND;
        }
        return missing.isDenied(head) ? Place.FORKED : Place.AHEAD;
    }

    /** A receipt that counts for nothing, told to the operators and to dead letters. */
    synchronized UnreadableException forked(TreeHead receipt) {
        TreeHash known = heads.get(receipt.size());
        missing.drop(receipt);
        return known == null
                ? disputed(newest().orElseThrow(), receipt, "is not one that the log leads to")
                : disputed(new TreeHead(receipt.size(), known), receipt, "of the same size has another root");
    }

    /** Whether a receipt under this head has verified and waits. */
    synchronized boolean isWaitedFor(TreeHead head) {
        return missing.isWaitedFor(head) && place(head) == Place.AHEAD;
    }

    /** What must be done so that the receipts under this head can count. */
    synchronized String waitsFor(TreeHead ahead) {
        missing.waits(ahead);
        return newest().map(newest -> "the log has not shown that its head with " + text(ahead)
                        + " continues the one with "
                        + text(newest) + " that this signer remembers; it is asked to. If it cannot, it was set back or"
                        + " replaced: look at the audit-service's alarms, and put its true data back")
                .orElse("no checkpoint of the log has been told yet");
    }

    /** What to ask the log, if it is time to; call it before each batch and now and then. */
    public synchronized Optional<CheckpointWanted> wanted(String origin, Instant now) {
        return newest().filter(newest -> missing.isTimeToAsk(newest, now))
                .map(newest -> new CheckpointWanted(
                        origin, newest.size(), newest.root().toString()));
    }

    /** Makes the newest head durable; nothing may be signed on it before. */
    public synchronized void keep() throws OutageException {
        if (!stored && newest().isPresent()) {
            store.keepHead(newestNote);
            stored = true;
        }
    }

    synchronized Optional<TreeHead> newest() {
        Map.Entry<Long, TreeHash> last = heads.lastEntry();
        return last == null ? Optional.empty() : Optional.of(new TreeHead(last.getKey(), last.getValue()));
    }

    private static String text(TreeHead head) {
        return head.size() + " leaves and root " + head.root();
    }
}
