package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.VerifierKey;
import io.countersign.tlog.WithheldNote;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An intent for which the log, under every one of its keys, answers no receipt: its predecessor was redeemed before.
 *
 * @param event the intent, as the leaf
 */
record WithheldIntent(Event event, CertificateIntended data, ReceiptWithheld answer) {

    /** Reads and verifies what the log signed instead of a receipt. */
    static WithheldIntent of(Event withheld, String origin, List<VerifierKey> keys) throws UnreadableException {
        ReceiptWithheld answer = withheld.data(ReceiptWithheld.class);
        Event intent = EventCodec.decode(Topic.INTENTS, Json.canonical(answer.leaf()));
        if (!intent.id().equals(answer.intent()) || !intent.subject().equals(withheld.subject())) {
            throw new UnreadableException(
                    UnreadableReason.RECEIPT_INVALID, "what withholds " + answer.intent() + " wraps " + intent);
        }
        if (intent.type() != EventType.CERTIFICATE_INTENDED) {
            throw new UnreadableException(UnreadableReason.UNKNOWN_TYPE, intent + " redeems nothing");
        }
        try {
            new WithheldNote(origin, answer.intent(), answer.first())
                    .verify(answer.note().getBytes(StandardCharsets.UTF_8), keys);
        } catch (ProofException | IllegalArgumentException e) {
            throw new UnreadableException(UnreadableReason.RECEIPT_INVALID, String.valueOf(e.getMessage()), e);
        }
        return new WithheldIntent(intent, intent.data(CertificateIntended.class), answer);
    }

    /** For a person: both keys and both intents. */
    String reason() {
        return "the key " + answer.key() + " asks for a certificate in place of one that the key " + answer.firstKey()
                + " has redeemed already, by the intent " + answer.first();
    }
}
