package io.countersign.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to 256 entries in one file: each a big-endian uint16 length and that many bytes (C2SP tlog-tiles, "Log Entries"). */
public final class EntryBundle {
    /** Largest entry in bytes: what the uint16 length can say. */
    public static final int MAX_ENTRY_BYTES = 65_535;

    private EntryBundle() {}

    public static byte[] encode(List<byte[]> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes is over the limit of 65535");
            }
            out.write(entry.length >>> 8);
            out.write(entry.length);
            out.writeBytes(entry);
        }
        return out.toByteArray();
    }

    /** Exactly {@code count} entries with nothing behind them. */
    public static List<byte[]> decode(byte[] bundle, int count) throws ProofException {
        List<byte[]> entries = new ArrayList<>(count);
        int at = 0;
        while (entries.size() < count) {
            if (bundle.length - at < 2) {
                throw new ProofException("the bundle ends before entry " + entries.size() + " of " + count);
            }
            int length = Byte.toUnsignedInt(bundle[at]) << 8 | Byte.toUnsignedInt(bundle[at + 1]);
            at += 2;
            if (bundle.length - at < length) {
                throw new ProofException("the bundle ends inside entry " + entries.size() + " of " + count);
            }
            entries.add(Arrays.copyOfRange(bundle, at, at + length));
            at += length;
        }
        if (at != bundle.length) {
            throw new ProofException((bundle.length - at) + " bytes stand behind the last entry of the bundle");
        }
        return entries;
    }
}
