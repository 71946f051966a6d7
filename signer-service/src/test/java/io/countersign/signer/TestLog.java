package io.countersign.signer;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A real log on disk with both kinds of keys, played by the test. */
public final class TestLog {
    public static final String ORIGIN = "log.countersign.test";

    private final LogWriter writer;
    private final List<VerifierKey> keys;
    private final List<NoteSigner> signers;

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
        return receipt(intent, intent.id(), log(intent), now);
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

    private TlogProof log(Event event, List<NoteSigner> signing) {
        try {
            TreeHead head = writer.append(List.of(event.bytes()), new byte[0]);
            byte[] note = SignedNote.sign(new Checkpoint(ORIGIN, head.size(), head.root()).noteText(), signing)
                    .bytes();
            long index = head.size() - 1;
            return new TlogProof(index, writer.tree().inclusion(index, head.size()), note, Optional.empty());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
