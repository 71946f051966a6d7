package io.countersign.x509.corpus;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A value of DER taken apart, to be put together again wrongly. */
final class DerTree {
    private final int tag;
    private final byte[] content;
    private final List<DerTree> children;
    private int extraLengthOctets;
    private boolean indefinite;

    private DerTree(int tag, byte[] content, List<DerTree> children) {
        this.tag = tag;
        this.content = content;
        this.children = children;
    }

    static DerTree of(byte[] der) {
        return parse(der, new int[] {0});
    }

    private static DerTree parse(byte[] der, int[] at) {
        int tag = der[at[0]++] & 0xff;
        int length = der[at[0]++] & 0xff;
        if (length >= 0x80) {
            int count = length & 0x7f;
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (der[at[0]++] & 0xff);
            }
        }
        int end = at[0] + length;
        List<DerTree> children = new ArrayList<>();
        byte[] content = Arrays.copyOfRange(der, at[0], end);
        while ((tag & 0x20) != 0 && at[0] < end) {
            children.add(parse(der, at));
        }
        at[0] = end;
        return new DerTree(tag, content, children);
    }

    /** A value with this content, which may be anything. */
    static DerTree leaf(int tag, byte... content) {
        return new DerTree(tag, content, new ArrayList<>());
    }

    boolean constructed() {
        return (tag & 0x20) != 0;
    }

    List<DerTree> children() {
        return children;
    }

    DerTree child(int number) {
        return children.get(number);
    }

    /** This value and all below it. */
    List<DerTree> all() {
        List<DerTree> all = new ArrayList<>(List.of(this));
        children.forEach(child -> all.addAll(child.all()));
        return all;
    }

    /** Writes the length in more octets than it needs. */
    void stretchLength(int octets) {
        extraLengthOctets = octets;
    }

    void makeIndefinite() {
        indefinite = true;
    }

    byte[] encoded() {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        if (constructed()) {
            children.forEach(child -> inner.writeBytes(child.encoded()));
        } else {
            inner.writeBytes(content);
        }
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        outer.write(tag);
        if (indefinite) {
            outer.write(0x80);
            outer.writeBytes(inner.toByteArray());
            outer.writeBytes(new byte[2]);
        } else {
            writeLength(outer, inner.size());
            outer.writeBytes(inner.toByteArray());
        }
        return outer.toByteArray();
    }

    private void writeLength(ByteArrayOutputStream out, int length) {
        int needed = length < 0x80 ? 0 : length < 0x100 ? 1 : 2;
        int octets = needed + extraLengthOctets;
        if (octets == 0) {
            out.write(length);
            return;
        }
        out.write(0x80 | octets);
        for (int i = octets - 1; i >= 0; i--) {
            out.write(i > 3 ? 0 : (length >>> (8 * i)) & 0xff);
        }
    }
}
