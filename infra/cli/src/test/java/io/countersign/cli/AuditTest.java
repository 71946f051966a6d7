package io.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.cli.House.Result;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateExpired;
import io.countersign.orders.LogTrust;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.LogWriter;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.PrivateKeyNoteSigner;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.TreeHead;
import io.countersign.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real log of 300 events, written and signed for this run. */
class AuditTest {
    private static final String ORIGIN = "log.countersign.test";
    private static final int LEAF = 271;

    @TempDir
    Path folder;

    private final List<byte[]> leaves = new ArrayList<>();
    private House house;
    private Path log;
    private Path vkeys;
    private byte[] proof;
    private Event event;

    @BeforeEach
    void writeALog() throws Exception {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] spki = ed25519.getPublic().getEncoded();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        KeyPair p256 = ec.generateKeyPair();
        VerifierKey first = VerifierKey.ed25519(ORIGIN, Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        VerifierKey second = VerifierKey.ecdsa(ORIGIN, p256.getPublic().getEncoded());
        List<NoteSigner> signers = List.of(
                new PrivateKeyNoteSigner(first, ed25519.getPrivate()),
                new PrivateKeyNoteSigner(second, p256.getPrivate()));
        vkeys = Files.writeString(folder.resolve("log.vkeys"), first + "\n" + second + "\n");
        for (int i = 0; i < 300; i++) {
            leaves.add(event(i).bytes());
        }
        event = event(LEAF);
        try (LogWriter writer = LogWriter.open(folder.resolve("audit"))) {
            TreeHead head = writer.append(leaves, new byte[0]);
            byte[] note = SignedNote.sign(new Checkpoint(ORIGIN, head.size(), head.root()).noteText(), signers)
                    .bytes();
            writer.publish(note);
            log = writer.logDirectory();
            proof = new TlogProof(LEAF, writer.tree().inclusion(LEAF, head.size()), note, Optional.empty()).format();
        }
        house = new House(folder, new LogTrust(ORIGIN, List.of(first.toString(), second.toString())));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Event event(int number) {
        Sha256 digest = Sha256.of(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
        CertificateId id = new CertificateId(digest, SerialNumber.parse(Integer.toHexString(number + 1)), digest);
        return Event.of(
                EventType.CERTIFICATE_EXPIRED,
                "countersign/expiry-watcher",
                House.PEER.toString(),
                House.NOW,
                new CertificateExpired(House.PEER, id, House.NOW),
                Optional.empty());
    }

    @Test
    void verifiesADirectoryWithoutAnyContext() {
        Result result = house.runBare("audit", "verify", log.toString(), "--vkey", vkeys.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isEqualTo(ExitCode.OK);
        assertThat(result.out())
                .startsWith("sound: 300 entries of log.countersign.test\nroot: ")
                .contains("signed by: log.countersign.test (ED25519)\nsigned by: log.countersign.test (ECDSA)\n");
    }

    @Test
    void saysWhereAByteWasChanged() throws Exception {
        Path bundle = log.resolve("tile/entries/001.p/44");
        byte[] bytes = Files.readAllBytes(bundle);
        bytes[bytes.length - 10] ^= 1;
        Files.write(bundle, bytes);

        Result result = house.runBare("audit", "verify", log.toString(), "--vkey", vkeys.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).startsWith("NOT SOUND: " + log + "\n").contains("tile/entries/001.p/44 (");
    }

    @Test
    void refusesACheckpointThatOneKeyDidNotSign() throws Exception {
        Path checkpoint = log.resolve("checkpoint");
        List<String> lines = Files.readAllLines(checkpoint);
        Files.writeString(checkpoint, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");

        assertThat(house.runBare("audit", "verify", log.toString(), "--vkey", vkeys.toString())
                        .exit())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void verifiesOverHttps() throws Exception {
        try (var files = Files.walk(log)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                house.audit.answer(
                        "GET /" + log.relativize(file),
                        200,
                        "application/octet-stream",
                        Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }

        Result result = house.run("audit", "verify", house.audit.address().toString(), "--vkey", vkeys.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("sound: 300 entries");
    }

    private void serveReceipt(byte[] leaf) {
        house.audit.answer(
                "GET /v1/receipts/" + event.id(), 200, "text/plain", new String(proof, StandardCharsets.ISO_8859_1));
        house.audit.answer(
                "GET /v1/events/" + event.id(),
                200,
                "application/cloudevents+json",
                new String(leaf, StandardCharsets.ISO_8859_1));
    }

    @Test
    void keepsAReceiptThatVerifiesOfflineLater() {
        serveReceipt(leaves.get(LEAF));
        Path file = folder.resolve("event.tlog-proof");

        Result fetched = house.run("audit", "receipt", event.id(), "-o", file.toString());

        assertThat(fetched.err()).isEmpty();
        assertThat(fetched.out())
                .isEqualTo(
                        """
                        proved: entry 271 of 300 in log.countersign.test
                        event: io.countersign.certificate.expired.v1 %s
                        subject: demo/etcd-peer/cp-1
                        time: 2026-11-22T12:00:00Z
                        written: %s and %s.leaf
                        """
                                .formatted(event.id(), file, file));
        Result offline = house.runBare("audit", "verify-receipt", file.toString(), "--vkey", vkeys.toString());
        assertThat(offline.exit()).isEqualTo(ExitCode.OK);
        assertThat(offline.out()).startsWith("proved: entry 271 of 300");
    }

    @Test
    void takesAnEventIdForWhatItIsWhenItStartsLikeAnOption() {
        String id = "-o" + "A".repeat(41);
        house.audit.answer(
                "GET /v1/receipts/" + id,
                404,
                "application/problem+json",
                "{\"status\":404,\"code\":\"not-logged\",\"detail\":\"asked for " + id + "\"}");

        Result result = house.run(
                "audit", "receipt", id, "-o", folder.resolve("event.tlog-proof").toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("not-logged: asked for " + id);
    }

    @Test
    void keepsNoReceiptOfAnotherEvent() {
        serveReceipt(leaves.get(LEAF - 1));
        Path file = folder.resolve("event.tlog-proof");

        Result result = house.run("audit", "receipt", event.id(), "-o", file.toString());

        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).startsWith("error: the proof does not hold: ");
        assertThat(file).doesNotExist();
    }

    @Test
    void refusesAReceiptWhoseLeafWasChanged() throws Exception {
        Path file = folder.resolve("event.tlog-proof");
        Files.write(file, proof);
        byte[] leaf = leaves.get(LEAF).clone();
        leaf[20] ^= 1;
        Files.write(folder.resolve("event.tlog-proof.leaf"), leaf);

        assertThat(house.runBare("audit", "verify-receipt", file.toString(), "--vkey", vkeys.toString())
                        .exit())
                .isEqualTo(ExitCode.FAILED);
    }
}
