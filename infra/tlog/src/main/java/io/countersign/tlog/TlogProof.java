package io.countersign.tlog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A receipt as one file, C2SP tlog-proof v1 ({@code .tlog-proof}): where the leaf is, its inclusion proof, and the
 * checkpoint with its signatures.
 */
public final class TlogProof {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";
    /** A tree of 2^63 leaves has no longer proof. */
    private static final int MAX_HASHES = 63;

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final long index;
    private final List<TreeHash> hashes;
    private final byte[] checkpointNote;
    private final Optional<byte[]> extra;

    public TlogProof(long index, List<TreeHash> hashes, byte[] checkpointNote, Optional<byte[]> extra) {
        this.index = index;
        this.hashes = List.copyOf(hashes);
        this.checkpointNote = checkpointNote.clone();
        this.extra = extra.map(byte[]::clone);
        if (index < 0 || hashes.size() > MAX_HASHES) {
            throw new IllegalArgumentException("no proof has index " + index + " and " + hashes.size() + " hashes");
        }
    }

    public long index() {
        return index;
    }

    /** Leaf sibling first. */
    public List<TreeHash> hashes() {
        return hashes;
    }

    /** The signed note, verbatim. */
    public byte[] checkpointNote() {
        return checkpointNote.clone();
    }

    /** Bytes that nothing authenticates. */
    public Optional<byte[]> extra() {
        return extra.map(byte[]::clone);
    }

    public byte[] format() {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        extra.ifPresent(
                bytes -> text.append(EXTRA).append(StrictBase64.encode(bytes)).append('\n'));
        text.append(INDEX).append(index).append('\n');
        hashes.forEach(hash -> text.append(hash).append('\n'));
        text.append('\n');
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(checkpointNote);
        return out.toByteArray();
    }

    public static TlogProof parse(byte[] file) throws ProofException {
        // ISO 8859-1 keeps one character per byte, so that the offset of the checkpoint is also one in bytes.
        String all = new String(file, StandardCharsets.ISO_8859_1);
        int split = all.indexOf("\n\n");
        if (split < 0) {
            throw new ProofException("a receipt is a proof, an empty line and a checkpoint");
        }
        List<String> lines =
                new ArrayList<>(Arrays.asList(all.substring(0, split).split("\n", -1)));
        try {
            if (!lines.remove(0).equals(HEADER)) {
                throw new ProofException("a receipt starts with " + HEADER);
            }
            Optional<byte[]> extra = Optional.empty();
            if (!lines.isEmpty() && lines.get(0).startsWith(EXTRA)) {
                extra = Optional.of(StrictBase64.decode(lines.remove(0).substring(EXTRA.length())));
            }
            if (lines.isEmpty() || !lines.get(0).startsWith(INDEX)) {
                throw new ProofException("the receipt names no index");
            }
            String index = lines.remove(0).substring(INDEX.length());
            if (!DECIMAL.matcher(index).matches()) {
                throw new ProofException("not an index: '" + index + "'");
            }
            List<TreeHash> hashes = new ArrayList<>();
            for (String line : lines) {
                hashes.add(TreeHash.parse(line));
            }
            return new TlogProof(
                    Long.parseLong(index), hashes, Arrays.copyOfRange(file, split + 2, file.length), extra);
        } catch (IllegalArgumentException e) {
            throw new ProofException("not a receipt: " + e.getMessage(), e);
        }
    }
}
