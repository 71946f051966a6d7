package io.countersign.contracts;

/**
 * An answer to bad input.
 *
 * @param code stable code, part of the wire contract
 * @param detail what exactly was wrong with this input, for a person; never holds secrets
 */
public record Refusal(RefusalCode code, String detail) {
    /** Keeps events bounded however long the offending value was. */
    public static final int MAX_DETAIL_LENGTH = 500;

    public Refusal {
        if (detail.length() > MAX_DETAIL_LENGTH) {
            detail = detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
        }
    }

    @Override
    public String toString() {
        return code.code() + ": " + detail;
    }
}
