package io.countersign.e2e.attacks;

import io.countersign.audit.hsm.TokenNoteSigners;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.hsm.LogSigner;
import io.countersign.hsm.TokenConfig;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TileTree;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import io.countersign.tlog.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the owner of the audit host does with the log's files and its token: another history, signed with the true keys. A process of
 * its own, because the token needs another environment than the test's.
 *
 * <p>Arguments: PKCS#11 module, PIN file, verifier keys, origin, folder of the true log, size of the true log, leaves to keep of it,
 * other leaves to add, file with the intent that becomes the last leaf, folder for the other log and for what it says.
 */
final class LyingLogMain {
    static final String CHECKPOINT = "checkpoint.json";
    static final String RECEIPT = "receipt.json";

    private LyingLogMain() {}

    public static void main(String[] args) throws Exception {
        String origin = args[3];
        List<VerifierKey> keys = Files.readAllLines(Path.of(args[2])).stream()
                .filter(line -> !line.isBlank())
                .map(VerifierKey::parse)
                .toList();
        byte[] intent = Files.readAllBytes(Path.of(args[8]));
        Path folder = Path.of(args[9]);
        TokenConfig token = new TokenConfig(Path.of(args[0]), "log", Path.of(args[1]), 1, Duration.ofSeconds(5));
        try (TokenNoteSigners signers = new TokenNoteSigners(
                        () -> LogSigner.open(token, "log-ed25519", "log-p256", Clock.systemUTC()), keys);
                LogWriter other = LogWriter.open(folder.resolve("data"))) {
            long keep = Long.parseLong(args[6]);
            TreeHead head = other.append(leaves(args, intent), new byte[0]);
            byte[] note = SignedNote.sign(
                            new Checkpoint(origin, head.size(), head.root()).noteText(), signers.signers())
                    .bytes();
            TileTree tree = other.tree();
            Files.write(
                    folder.resolve(CHECKPOINT),
                    checkpoint(origin, head, note, keep, tree).bytes());
            long index = head.size() - 1;
            TlogProof proof = new TlogProof(index, tree.inclusion(index, head.size()), note, Optional.empty());
            Files.write(
                    folder.resolve(RECEIPT),
                    receipt(EventCodec.decode(intent), proof).bytes());
        }
    }

    private static List<byte[]> leaves(String[] args, byte[] intent) throws IOException {
        TileTree log = new TileTree(new FileTileStore(Path.of(args[4])));
        long size = Long.parseLong(args[5]);
        List<byte[]> leaves = new ArrayList<>();
        for (long leaf = 0; leaf < Long.parseLong(args[6]); leaf++) {
            leaves.add(log.leaf(leaf, size));
        }
        for (int number = 0; number < Integer.parseInt(args[7]); number++) {
            leaves.add(("{\"invented\":" + number + "}").getBytes(StandardCharsets.UTF_8));
        }
        leaves.add(intent);
        return leaves;
    }

    private static Event checkpoint(String origin, TreeHead head, byte[] note, long after, TileTree tree)
            throws IOException {
        List<String> proof = tree.consistency(after, head.size()).stream()
                .map(TreeHash::toString)
                .toList();
        return event(
                EventType.CHECKPOINT_PUBLISHED,
                origin,
                new CheckpointPublished(
                        origin,
                        head.size(),
                        head.root().toString(),
                        new String(note, StandardCharsets.UTF_8),
                        Optional.of(new CheckpointPublished.Continues(after, proof))),
                Optional.empty());
    }

    private static Event receipt(Event intent, TlogProof proof) throws IOException {
        return event(
                EventType.RECEIPT_ISSUED,
                intent.subject(),
                new ReceiptIssued(
                        intent.id(), Json.parse(intent.bytes()), new String(proof.format(), StandardCharsets.UTF_8)),
                Optional.of(intent.id()));
    }

    private static Event event(EventType type, String subject, EventData data, Optional<String> cause) {
        return Event.of(type, ServiceName.AUDIT.source(), subject, Instant.now(), data, cause);
    }
}
