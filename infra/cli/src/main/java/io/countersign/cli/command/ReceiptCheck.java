package io.countersign.cli.command;

import io.countersign.cli.CliException;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.UnreadableException;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import java.nio.file.Path;

/** Checks a proof against the event's own bytes, and says what was proved. */
final class ReceiptCheck {
    private static final String DOUBT =
            "the log or this file was changed: verify the log with countersign audit verify";

    private final CheckpointVerifier checkpoints;

    ReceiptCheck(CheckpointVerifier checkpoints) {
        this.checkpoints = checkpoints;
    }

    static Path leafBeside(Path proof) {
        return proof.resolveSibling(proof.getFileName() + ".leaf");
    }

    /** @param wanted the event id it must be about, or null when any will do */
    String check(byte[] proofFile, byte[] leaf, String wanted) throws CliException {
        try {
            TlogProof proof = TlogProof.parse(proofFile);
            Checkpoint checkpoint = new ReceiptVerifier(checkpoints).verify(proof, leaf);
            Event event = EventCodec.decode(leaf);
            if (wanted != null && !event.id().equals(wanted)) {
                throw CliException.failed("the proof is about event " + event.id() + ", not " + wanted, DOUBT);
            }
            return "proved: entry " + proof.index() + " of " + checkpoint.size() + " in " + checkpoint.origin() + "\n"
                    + "event: " + event.type().wireName() + " " + event.id() + "\n"
                    + "subject: " + event.subject() + "\n"
                    + "time: " + event.time() + "\n";
        } catch (ProofException e) {
            throw CliException.failed("the proof does not hold: " + e.getMessage(), DOUBT, e);
        } catch (UnreadableException e) {
            throw CliException.failed("the leaf is no event: " + e.getMessage(), DOUBT, e);
        }
    }
}
