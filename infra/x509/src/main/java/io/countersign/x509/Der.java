package io.countersign.x509;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * DER with no second spelling. Readers of CSRs disagree exactly where an encoding is not DER (security 1.3), and some parsers
 * recurse as deep as the input says, so form and depth are checked before anything is decoded.
 */
final class Der {
    /** A CSR of ours nests 8 deep; deeper input only aims at the stack. */
    private static final int MAX_DEPTH = 16;

    private Der() {}

    /** Decodes one value that fills these octets and encodes back to them; throws {@link IOException} otherwise. */
    static ASN1Primitive decode(byte[] octets) throws IOException {
        if (endOfValue(octets, 0, octets.length, MAX_DEPTH) != octets.length) {
            throw new IOException("octets behind the end of the value");
        }
        ASN1Primitive value;
        try {
            value = ASN1Primitive.fromByteArray(octets);
        } catch (RuntimeException e) {
            throw new IOException("not ASN.1", e);
        }
        if (value == null || !Arrays.equals(encode(value), octets)) {
            throw new IOException("not the canonical encoding of its content");
        }
        return value;
    }

    static byte[] encode(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }

    /** A SEQUENCE of values that are encoded already; saves decoding what was checked before. */
    static byte[] sequence(byte[]... values) {
        int length = 0;
        for (byte[] value : values) {
            length += value.length;
        }
        if (length > 0xffff) {
            throw new IllegalArgumentException("a value of " + length + " octets");
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(length + 4);
        octets.write(0x30);
        if (length >= 0x100) {
            octets.write(0x82);
            octets.write(length >> 8);
        } else if (length >= 0x80) {
            octets.write(0x81);
        }
        octets.write(length & 0xff);
        for (byte[] value : values) {
            octets.writeBytes(value);
        }
        return octets.toByteArray();
    }

    private static int endOfValue(byte[] octets, int start, int limit, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("nested too deeply");
        }
        if (limit - start < 2 || (octets[start] & 0x1f) == 0x1f) {
            throw new IOException("truncated or with a high tag number at octet " + start);
        }
        int at = start + 1;
        int length = octets[at++] & 0xff;
        if (length >= 0x80) {
            int count = length & 0x7f;
            // Two length octets reach 64 KiB, far beyond every limit here; none is the indefinite form.
            if (count == 0 || count > 2 || limit - at < count) {
                throw new IOException("indefinite or oversized length at octet " + start);
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (octets[at++] & 0xff);
            }
            if (length < 0x80 || (count == 2 && length < 0x100)) {
                throw new IOException("length not minimal at octet " + start);
            }
        }
        if (length > limit - at) {
            throw new IOException("value at octet " + start + " is longer than what holds it");
        }
        int end = at + length;
        boolean constructed = (octets[start] & 0x20) != 0;
        while (constructed && at < end) {
            at = endOfValue(octets, at, end, depth - 1);
        }
        return end;
    }
}
