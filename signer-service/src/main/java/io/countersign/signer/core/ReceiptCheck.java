package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHead;
import java.nio.charset.StandardCharsets;

/**
 * Looks at a receipt as {@link Sign} does, and lets it count if it was made under a head of the log that this signer knows. Safe for
 * concurrent use.
 */
public final class ReceiptCheck {
    private final Sign sign;
    private final LogMemory log;

    public ReceiptCheck(Sign sign, LogMemory log) {
        this.sign = sign;
        this.log = log;
    }

    /** As {@link Sign#recheck}. */
    public Rechecked recheck(Event receipt) throws UnreadableException, OutageException {
        if (receipt.type() != EventType.RECEIPT_ISSUED) {
            return sign.recheck(receipt);
        }
        ReceiptIssued issued = receipt.data(ReceiptIssued.class);
        TreeHead head = head(issued);
        // Held records come again four times a second: once one of them has verified, the others wait unlooked at.
        if (log.isWaitedFor(head)) {
            return new Rechecked.Waiting(issued.intent(), log.waitsFor(head));
        }
        Rechecked rechecked = sign.recheck(receipt);
        return switch (log.place(head)) {
            case KNOWN -> rechecked instanceof Rechecked.CrlLogged crl ? crl.at(log.seen(crl.leafIndex())) : rechecked;
            case BEHIND -> new Rechecked.Stale(EventCodec.decode(Topic.INTENTS, Json.canonical(issued.leaf())));
            case AHEAD -> new Rechecked.Waiting(issued.intent(), log.waitsFor(head));
            case FORKED -> throw log.forked(head);
        };
    }

    /** As the receipt says; that it is signed is found by the check that follows. */
    private static TreeHead head(ReceiptIssued issued) throws UnreadableException {
        try {
            byte[] note = TlogProof.parse(issued.proof().getBytes(StandardCharsets.UTF_8))
                    .checkpointNote();
            return Checkpoint.parse(SignedNote.parse(note).text()).head();
        } catch (ProofException e) {
            throw new UnreadableException(UnreadableReason.RECEIPT_INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
