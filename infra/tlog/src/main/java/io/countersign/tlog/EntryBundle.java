package io.countersign.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
        Reading reading = read(bundle, count);
        if (reading.fault().isPresent()) {
            throw new ProofException(reading.fault().get());
        }
        return reading.entries();
    }

    /** As far as it can be read: the verifier still wants to know how many entries before a fault are sound. */
    record Reading(List<byte[]> entries, Optional<String> fault) {}

    static Reading read(byte[] bundle, int count) {
        List<byte[]> entries = new ArrayList<>(count);
        int at = 0;
        while (entries.size() < count) {
            int length = bundle.length - at < 2
                    ? MAX_ENTRY_BYTES
                    : Byte.toUnsignedInt(bundle[at]) << 8 | Byte.toUnsignedInt(bundle[at + 1]);
            at += 2;
            if (bundle.length - at < length) {
                String where = "the bundle ends in entry " + entries.size() + " of " + count;
                return new Reading(entries, Optional.of(where));
            }
            entries.add(Arrays.copyOfRange(bundle, at, at + length));
            at += length;
        }
        if (at != bundle.length) {
            String behind = (bundle.length - at) + " bytes stand behind the last entry of the bundle";
            return new Reading(entries, Optional.of(behind));
        }
        return new Reading(entries, Optional.empty());
    }
}
