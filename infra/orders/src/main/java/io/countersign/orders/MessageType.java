package io.countersign.orders;

/** What a signature is for. The protected {@code typ} says it, so that no signature serves another purpose (RFC 8725 3.11). */
public enum MessageType {
    ORDER("countersign-order+jws", Limits.MESSAGE),
    /** Travels as a pinned file, so it may be as long as its own limit. */
    TRUST("countersign-trust+jws", Limits.DOCUMENT),
    CONTINUITY("countersign-continuity+jws", Limits.MESSAGE),
    REQUEST("countersign-request+jws", Limits.MESSAGE),
    /** A leaf of the log holds it whole. */
    TRANSCRIPT("countersign-transcript+jws", Limits.LEAF);

    /** Longest compact JWS, in characters. */
    private static final class Limits {
        static final int MESSAGE = 16 * 1024;
        static final int LEAF = 60_000;
        static final int DOCUMENT = 6 * 1024 * 1024;
    }

    private final String typ;
    private final int maxLength;

    MessageType(String typ, int maxLength) {
        this.typ = typ;
        this.maxLength = maxLength;
    }

    public String typ() {
        return typ;
    }

    int maxLength() {
        return maxLength;
    }
}
