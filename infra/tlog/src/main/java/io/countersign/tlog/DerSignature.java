package io.countersign.tlog;

/**
 * Whether bytes are the one DER form of an ECDSA signature: SEQUENCE of two positive INTEGERs, shortest encodings,
 * nothing behind. Lenient readers accept several spellings of one signature; in a log every byte must count.
 */
final class DerSignature {
    private DerSignature() {}

    static boolean isCanonical(byte[] der) {
        // P-256: two integers of at most 33 bytes, so every length fits one byte.
        if (der.length < 8 || der.length > 72 || der[0] != 0x30 || der[1] != der.length - 2) {
            return false;
        }
        int second = endOfInteger(der, 2);
        return second > 0 && endOfInteger(der, second) == der.length;
    }

    /** Offset behind the positive, shortest INTEGER at {@code at}, or -1. */
    private static int endOfInteger(byte[] der, int at) {
        if (at + 3 > der.length || der[at] != 0x02) {
            return -1;
        }
        int length = der[at + 1];
        int first = at + 2;
        if (length < 1 || first + length > der.length || der[first] < 0) {
            return -1;
        }
        boolean padded = length > 1 && der[first] == 0 && der[first + 1] >= 0;
        return padded ? -1 : first + length;
    }
}
