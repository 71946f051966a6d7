package io.countersign.hsm;

/**
 * What a token says about one of its private or secret keys.
 *
 * @param objectClass {@code private} or {@code secret}
 * @param idHex CKA_ID
 * @param local made in this token, not imported
 * @param alwaysSensitive never readable in plain, from its first moment
 * @param neverExtractable never allowed to leave wrapped, from its first moment
 */
public record KeyAttributes(
        String label,
        String objectClass,
        String idHex,
        boolean local,
        boolean sensitive,
        boolean alwaysSensitive,
        boolean extractable,
        boolean neverExtractable,
        boolean sign,
        boolean decrypt,
        boolean unwrap,
        boolean derive) {

    /** Born here, cannot leave, and only signs (or MACs): what a ceremony must see before it goes on. */
    public boolean bornHereAndOnlySigns() {
        return local
                && sensitive
                && alwaysSensitive
                && !extractable
                && neverExtractable
                && sign
                && !decrypt
                && !unwrap
                && !derive;
    }
}
