package io.countersign.signer;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.orders.LogTrust;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.PrivateKeyNoteSigner;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHash;
import io.countersign.tlog.TreeHead;
import io.countersign.tlog.VerifierKey;
import io.countersign.tlog.WithheldNote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real log on disk with both kinds of keys, played by the test. */
public final class TestLog {
    public static final String ORIGIN = "log.countersign.test";

    private final LogWriter writer;
    private final List<VerifierKey> keys;
    private final List<NoteSigner> signers;
    /** Guarded by this, as the writer. */
    private final Map<String, Long> leaves = new HashMap<>();

    private final Map<String, Event> firsts = new HashMap<>();
    private final List<Event> told = new ArrayList<>();

    public TestLog() {
        try {
            this.writer =
                    LogWriter.open(Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "log"));
            KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair ec = generator.generateKeyPair();
            // RFC 8410: the raw key is the last 32 octets of the SubjectPublicKeyInfo.
            byte[] spki = ed.getPublic().getEncoded();
            VerifierKey first = VerifierKey.ed25519(ORIGIN, Arrays.copyOfRange(spki, spki.length - 32, spki.length));
            VerifierKey second = VerifierKey.ecdsa(ORIGIN, ec.getPublic().getEncoded());
            this.keys = List.of(first, second);
            this.signers = List.of(
                    new PrivateKeyNoteSigner(first, ed.getPrivate()),
                    new PrivateKeyNoteSigner(second, ec.getPrivate()));
            writer.append(List.of("leaf 0".getBytes(StandardCharsets.UTF_8)), new byte[0]);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another history under the same name and keys: so many leaves as in this log, and then nothing of it. */
    public synchronized TestLog fork(long common) {
        return new TestLog(this, common);
    }

    private TestLog(TestLog other, long common) {
        try {
            this.writer =
                    LogWriter.open(Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "fork"));
            this.keys = other.keys;
            this.signers = other.signers;
            for (long leaf = 0; leaf < common; leaf++) {
                writer.append(
                        List.of(other.writer.tree().leaf(leaf, other.head().size())), new byte[0]);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public LogTrust trust() {
        return new LogTrust(ORIGIN, keys.stream().map(VerifierKey::toString).toList());
    }

    public ReceiptVerifier verifier() {
        return new ReceiptVerifier(new CheckpointVerifier(ORIGIN, keys));
    }

    /** Logs an event and proves it under a checkpoint signed by every key. */
    public TlogProof log(Event event) {
        return log(event, signers);
    }

    /** As {@link #log(Event)}, with only the first so many keys signing. */
    public TlogProof logSignedBy(int count, Event event) {
        return log(event, signers.subList(0, count));
    }

    /** The receipt an honest audit-service sends. */
    public Event receipt(Event intent, Instant now) {
        TlogProof proof = log(intent);
        return receipt(first(intent), intent.id(), proof, now);
    }

    /** What an honest audit-service sends in place of the receipt of a second redemption. */
    public Event withheld(Event intent, String first, Instant now) {
        return withheldSignedBy(signers.size(), intent, first, now);
    }

    /** As {@link #withheld}, with only the first so many keys signing. */
    public Event withheldSignedBy(int count, Event intent, String first, Instant now) {
        try {
            log(intent);
            byte[] note = new WithheldNote(ORIGIN, intent.id(), first).sign(signers.subList(0, count));
            Sha256 key = Sha256.of(new byte[] {1});
            ReceiptWithheld data = new ReceiptWithheld(
                    intent.id(), Json.parse(intent.bytes()), first, key, key, new String(note, StandardCharsets.UTF_8));
            return Event.of(
                    EventType.RECEIPT_WITHHELD,
                    ServiceName.AUDIT.source(),
                    intent.subject(),
                    now,
                    data,
                    Optional.of(intent.id()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A receipt put together from any parts. */
    public static Event receipt(Event leaf, String intentId, TlogProof proof, Instant now) {
        try {
            return Event.of(
                    EventType.RECEIPT_ISSUED,
                    ServiceName.AUDIT.source(),
                    leaf.subject(),
                    now,
                    new ReceiptIssued(
                            intentId, Json.parse(leaf.bytes()), new String(proof.format(), StandardCharsets.UTF_8)),
                    Optional.of(intentId));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The checkpoints told since the last time this was asked, each continuing the one before; they go out before the receipts. */
    public synchronized List<Event> told() {
        List<Event> news = List.copyOf(told);
        told.clear();
        return news;
    }

    /** The newest checkpoint, for one who remembers the head of this size. */
    public synchronized Event checkpointAfter(long size) {
        return checkpoint(head(), size);
    }

    /** The leaf: of an intent told again, with another time perhaps, the first bytes stand. */
    private synchronized Event first(Event intent) {
        return firsts.get(intent.id());
    }

    public synchronized TreeHead head() {
        return writer.head();
    }

    private synchronized TlogProof log(Event event, List<NoteSigner> signing) {
        try {
            Long index = leaves.get(event.id());
            if (index == null) {
                long before = head().size();
                TreeHead head = writer.append(List.of(event.bytes()), new byte[0]);
                index = head.size() - 1;
                leaves.put(event.id(), index);
                firsts.put(event.id(), event);
                told.add(checkpoint(head, before));
            }
            TreeHead head = head();
            return new TlogProof(
                    index, writer.tree().inclusion(index, head.size()), note(head, signing), Optional.empty());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Event checkpoint(TreeHead head, long before) {
        try {
            List<String> proof = writer.tree().consistency(before, head.size()).stream()
                    .map(TreeHash::toString)
                    .toList();
            CheckpointPublished data = new CheckpointPublished(
                    ORIGIN,
                    head.size(),
                    head.root().toString(),
                    new String(note(head, signers), StandardCharsets.UTF_8),
                    Optional.of(new CheckpointPublished.Continues(before, proof)));
            return Event.of(
                    EventType.CHECKPOINT_PUBLISHED,
                    ServiceName.AUDIT.source(),
                    ORIGIN,
                    Instant.now(),
                    data,
                    Optional.empty());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] note(TreeHead head, List<NoteSigner> signing) {
        try {
            return SignedNote.sign(new Checkpoint(ORIGIN, head.size(), head.root()).noteText(), signing)
                    .bytes();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
