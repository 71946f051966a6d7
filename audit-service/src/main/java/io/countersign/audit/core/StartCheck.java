package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.LogCorruptException;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.TreeHead;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What must hold before anything is signed: published ≤ registered ≤ log, all of one history, and a clock that did not
 * go back. The log itself has checked its right edge when it was opened.
 */
final class StartCheck {
    /** Time services step clocks by less; a restored machine image is off by more. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final AuditLog log;
    private final CheckpointVerifier verifier;

    StartCheck(AuditLog log, CheckpointVerifier verifier) {
        this.log = log;
        this.verifier = verifier;
    }

    void clock(Instant now) throws HeadRefusedException {
        if (now.isBefore(log.lastWritten().minus(CLOCK_TOLERANCE))) {
            throw new HeadRefusedException("the clock says " + now + ", but the log was written to at "
                    + log.lastWritten() + ": set the clock right first");
        }
    }

    /** The head to go on from: what the register holds, published again if a crash came between the two. */
    Optional<Published> head(Optional<HeadRegister.Registered> registered) throws HeadRefusedException, IOException {
        Optional<Published> file = publishedFile();
        if (registered.isEmpty()) {
            if (file.isPresent()) {
                throw new HeadRefusedException("the log has published a checkpoint of size "
                        + file.get().checkpoint().size() + ", but the register is empty: it was restored or replaced");
            }
            return Optional.empty();
        }
        Published signed = verified(registered.get(), verifier);
        requireHolds(signed.checkpoint().head(), "the register");
        if (file.isPresent()) {
            TreeHead shown = file.get().checkpoint().head();
            if (shown.size() > signed.checkpoint().size()) {
                throw new HeadRefusedException("the published checkpoint has size " + shown.size()
                        + ", the register only " + signed.checkpoint().size() + ": it was restored");
            }
            requireHolds(shown, "the published checkpoint");
        }
        publishAgain(signed);
        return Optional.of(signed);
    }

    private void requireHolds(TreeHead head, String who) throws HeadRefusedException, IOException {
        if (head.size() > log.head().size()) {
            throw new HeadRefusedException(who + " knows size " + head.size() + ", the log ends at "
                    + log.head().size() + ": the log was restored from an older copy");
        }
        if (!log.tree().root(head.size()).equals(head.root())) {
            throw new HeadRefusedException(who + " has another root at size " + head.size() + " than the log");
        }
    }

    private void publishAgain(Published signed) throws IOException {
        try {
            log.publish(signed.note().toArray());
        } catch (ProofException e) {
            throw new LogCorruptException("the registered head is not of this log", e);
        }
    }

    private Optional<Published> publishedFile() throws HeadRefusedException, IOException {
        Optional<byte[]> note = log.published();
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Published(verifier.verify(note.get()), Bytes.of(note.get())));
        } catch (ProofException e) {
            throw new HeadRefusedException("the published checkpoint does not verify: " + e.getMessage(), e);
        }
    }

    static Published verified(HeadRegister.Registered registered, CheckpointVerifier verifier)
            throws HeadRefusedException {
        try {
            Checkpoint checkpoint = verifier.verify(registered.note().toArray());
            if (!checkpoint.head().equals(registered.head())) {
                throw new HeadRefusedException("the register's note is of another head than its row");
            }
            return new Published(checkpoint, registered.note());
        } catch (ProofException e) {
            throw new HeadRefusedException("the registered checkpoint does not verify: " + e.getMessage(), e);
        }
    }
}
