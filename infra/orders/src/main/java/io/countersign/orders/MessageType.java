package io.countersign.orders;

/** What a signature is for. The protected {@code typ} says it, so that no signature serves another purpose (RFC 8725 3.11). */
public enum MessageType {
    ORDER("countersign-order+jws"),
    TRUST("countersign-trust+jws"),
    CONTINUITY("countersign-continuity+jws"),
    REQUEST("countersign-request+jws"),
    TRANSCRIPT("countersign-transcript+jws");

    private final String typ;

    MessageType(String typ) {
        this.typ = typ;
    }

    public String typ() {
        return typ;
    }
}
