package io.countersign.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private static final int SEQUENCE = 0x30;
    static final int BIT_STRING = 0x03;

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
        byte[] content = new byte[length];
        int at = 0;
        for (byte[] value : values) {
            System.arraycopy(value, 0, content, at, value.length);
            at += value.length;
        }
        return value(SEQUENCE, content);
    }

    /** Tag, length and these octets. */
    static byte[] value(int tag, byte[] content) {
        int length = content.length;
        if (length > 0xffff) {
            throw new IllegalArgumentException("a value of " + length + " octets");
        }
        int lengthOctets = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        int at = 0;
        byte[] octets = new byte[2 + lengthOctets + length];
        octets[at++] = (byte) tag;
        if (lengthOctets > 0) {
            octets[at++] = (byte) (0x80 | lengthOctets);
        }
        if (lengthOctets == 2) {
            octets[at++] = (byte) (length >> 8);
        }
        octets[at++] = (byte) length;
        System.arraycopy(content, 0, octets, at, length);
        return octets;
    }

    /** The values, encoded, of one SEQUENCE that fills these octets; form and lengths are checked at every depth. */
    static List<byte[]> elements(byte[] sequence) throws IOException {
        if (endOfValue(sequence, 0, sequence.length, MAX_DEPTH) != sequence.length) {
            throw new IOException("octets behind the end of the value");
        }
        if (sequence[0] != SEQUENCE) {
            throw new IOException("not a SEQUENCE");
        }
        List<byte[]> elements = new ArrayList<>();
        int at = Head.of(sequence, 0, sequence.length).content();
        while (at < sequence.length) {
            int end = Head.of(sequence, at, sequence.length).end();
            elements.add(Arrays.copyOfRange(sequence, at, end));
            at = end;
        }
        return elements;
    }

    /** The content of one value with this tag. */
    static byte[] content(int tag, byte[] value) throws IOException {
        if (value.length == 0 || value[0] != tag) {
            throw new IOException("another type than due");
        }
        Head head = Head.of(value, 0, value.length);
        return Arrays.copyOfRange(value, head.content(), head.end());
    }

    private static int endOfValue(byte[] octets, int start, int limit, int depth) throws IOException {
        if (depth == 0) {
            throw new IOException("nested too deeply");
        }
        Head head = Head.of(octets, start, limit);
        boolean constructed = (octets[start] & 0x20) != 0;
        int at = head.content();
        while (constructed && at < head.end()) {
            at = endOfValue(octets, at, head.end(), depth - 1);
        }
        return head.end();
    }

    /** Where a value's content begins and ends. */
    private record Head(int content, int end) {
        static Head of(byte[] octets, int start, int limit) throws IOException {
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
            return new Head(at, at + length);
        }
    }
}
