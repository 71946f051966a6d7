package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import java.nio.charset.StandardCharsets;

/**
 * An intent that the log holds: its receipt has verified under every log key. That says it was published for all to see, and
 * nothing about whether it is true.
 *
 * @param event the intent, as the leaf
 * @param leafIndex where it stands in the log
 */
record LoggedIntent(Event event, long leafIndex) {

    /** Reads and verifies a receipt. */
    static LoggedIntent of(Event receipt, ReceiptVerifier verifier) throws UnreadableException {
        ReceiptIssued issued = receipt.data(ReceiptIssued.class);
        byte[] leaf = Json.canonical(issued.leaf());
        Event intent = EventCodec.decode(Topic.INTENTS, leaf);
        if (!intent.id().equals(issued.intent()) || !intent.subject().equals(receipt.subject())) {
            throw invalid("the receipt of " + issued.intent() + " wraps " + intent);
        }
        String home = home(intent);
        if (!home.equals(intent.subject())) {
            throw new UnreadableException(
                    UnreadableReason.INTENT_MISMATCH, "an intent for " + home + " under " + intent.subject());
        }
        try {
            TlogProof proof = TlogProof.parse(issued.proof().getBytes(StandardCharsets.UTF_8));
            verifier.verify(proof, leaf);
            return new LoggedIntent(intent, proof.index());
        } catch (ProofException e) {
            throw new UnreadableException(UnreadableReason.RECEIPT_INVALID, String.valueOf(e.getMessage()), e);
        }
    }

    /** Of a certificate; the type has been looked at. */
    CertificateIntended data() {
        return event.data(CertificateIntended.class);
    }

    /** Where an intent of this kind belongs. */
    private static String home(Event intent) throws UnreadableException {
        return switch (intent.type()) {
            case CERTIFICATE_INTENDED ->
                intent.data(CertificateIntended.class).lineage().toString();
            case CRL_INTENDED -> intent.data(CrlIntended.class).issuer().toString();
            default -> throw new UnreadableException(UnreadableReason.UNKNOWN_TYPE, intent + " is nothing to sign");
        };
    }

    private static UnreadableException invalid(String detail) {
        return new UnreadableException(UnreadableReason.RECEIPT_INVALID, detail);
    }
}
