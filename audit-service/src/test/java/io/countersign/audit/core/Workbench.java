package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustDocument;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.LogVerifier;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.PrivateKeyNoteSigner;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.VerificationReport;
import io.countersign.tlog.VerifierKey;
import io.countersign.tlog.WriteProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A log with its surroundings; {@link #restart} is what a new process would see. */
final class Workbench implements AutoCloseable {
    static final String ORIGIN = "audit.example/log";
    static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T08:00:00Z"));
    static final TestCertificates CERTIFICATES = new TestCertificates(INSTALLATION);
    static final CeremonyHeld TRANSCRIPT = CERTIFICATES.ceremony(0, 1);

    final Path directory;
    final ManualClock clock = new ManualClock();
    final CountingMeter meter = new CountingMeter();
    final InMemoryLeafIndex index = new InMemoryLeafIndex();
    final InMemoryHeadRegister register = new InMemoryHeadRegister();
    final List<Event> announced = new ArrayList<>();
    final CheckpointVerifier verifier;
    final List<NoteSigner> signers;
    Optional<CeremonyHeld> transcript = Optional.of(TRANSCRIPT);
    TrustDocument trust = INSTALLATION.trust();
    Sha256 pin = Sha256.of(INSTALLATION.file());
    Announcer announcer = announced::addAll;
    WriteProbe probe = WriteProbe.NONE;
    LogWriter writer;
    TrustVersions versions;
    AuditLog log;

    Workbench(Path directory) throws GeneralSecurityException, IOException {
        this.directory = directory;
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = ed25519.getPublic().getEncoded();
        VerifierKey first = VerifierKey.ed25519(ORIGIN, Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair p256 = ec.generateKeyPair();
        VerifierKey second = VerifierKey.ecdsa(ORIGIN, p256.getPublic().getEncoded());
        verifier = new CheckpointVerifier(ORIGIN, List.of(first, second));
        signers = List.of(
                new PrivateKeyNoteSigner(first, ed25519.getPrivate()),
                new PrivateKeyNoteSigner(second, p256.getPrivate()));
        open();
    }

    void open() throws IOException {
        writer = LogWriter.open(directory, (moment, file) -> probe.reached(moment, file));
        versions = new TrustVersions(trust, meter);
        log = new AuditLog(writer, index, versions, clock, meter);
    }

    void restart() throws IOException {
        writer.close();
        probe = WriteProbe.NONE;
        open();
    }

    LogOperation operation() {
        return operation(signers);
    }

    LogOperation operation(List<NoteSigner> with) {
        return new LogOperation(
                log,
                new Genesis(transcript, new FirstLeaf(trust, pin), clock),
                register,
                new HeadSigner(verifier, with),
                events -> announcer.announce(events),
                clock,
                meter);
    }

    HeadPublisher begin() throws Exception {
        return operation().begin().orElseThrow();
    }

    /** Positions that say how many records of one partition were taken. */
    static Consumed consumed(long next) {
        SortedMap<String, Consumed.Position> topics = new TreeMap<>();
        topics.put("countersign.intents", new Consumed.Position("topic-id", List.of(next)));
        return new Consumed(topics);
    }

    List<Event> receipts() {
        return announced.stream()
                .filter(event -> event.type() == EventType.RECEIPT_ISSUED)
                .toList();
    }

    /** As the signer does: both signatures, and the leaf from the canonical form of what travelled. */
    void verifyReceipt(Event receipt) throws Exception {
        ReceiptIssued data = receipt.data(ReceiptIssued.class);
        TlogProof proof = TlogProof.parse(data.proof().getBytes(StandardCharsets.UTF_8));
        new ReceiptVerifier(verifier).verify(proof, Json.canonical(data.leaf()));
    }

    VerificationReport verifyLog() throws IOException {
        return new LogVerifier(verifier).verify(new FileTileStore(writer.logDirectory()));
    }

    List<String> leafIds() throws Exception {
        List<String> ids = new ArrayList<>();
        for (long leaf = 0; leaf < log.head().size(); leaf++) {
            ids.add(Json.parse(log.leaf(leaf)).get("id").textValue());
        }
        return ids;
    }

    Bytes leaf(long leafIndex) throws IOException {
        return Bytes.of(log.leaf(leafIndex));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
