package io.countersign.contracts;

/** Why a record went to dead letters; the codes are part of the wire contract. */
public enum UnreadableReason {
    TOO_LARGE("too-large", "The value is longer than an event may be (60,000 octets)."),
    NOT_JSON("not-json", "The value is not one JSON object with unique member names."),
    NOT_CANONICAL("not-canonical", "The value is not in canonical JSON form (RFC 8785)."),
    NOT_AN_EVENT("not-an-event", "A CloudEvents attribute is missing, unknown or malformed."),
    UNKNOWN_TYPE("unknown-type", "The event type is unknown or does not belong on this topic."),
    BAD_DATA("bad-data", "The data does not have the shape of its event type."),
    ID_MISMATCH("id-mismatch", "The id is not the digest of type, subject and data."),
    WRONG_KEY("wrong-key", "The record key is not the one the event names."),
    INTENT_MISMATCH("intent-mismatch", "The intent is not what the signer computes from the signed order it carries."),
    RECEIPT_INVALID("receipt-invalid", "The receipt does not prove that the log holds this intent."),
    CERTIFICATE_INVALID("certificate-invalid", "The certificate does not verify under its pinned CA."),
    CRL_INVALID("crl-invalid", "The CRL does not verify under its pinned CA, or is not what the event says."),
    CHECKPOINT_INVALID("checkpoint-invalid", "The checkpoint does not continue the log as this service remembers it."),
    NOT_BELIEVED("not-believed", "Its signatures do not make it valid under the trust document in force."),
    PROCESSING_FAILED("processing-failed", "The service failed on this record alone; its log has the cause.");

    private final String code;
    private final String sentence;

    UnreadableReason(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
