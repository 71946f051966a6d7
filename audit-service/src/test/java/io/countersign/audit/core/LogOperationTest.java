package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.Installation;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.MerkleTree;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.TreeHead;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start demands, and refuses. */
class LogOperationTest {
    @TempDir
    Path directory;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory.resolve("data"));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void theFirstLeafIsTheCeremonysTranscript() throws Exception {
        bench.begin().turn();
        assertThat(EventCodec.decode(bench.log.leaf(0)).type()).isEqualTo(EventType.CEREMONY_HELD);
        assertThat(EventCodec.decode(bench.log.leaf(0)).data()).isEqualTo(Workbench.TRANSCRIPT);
        bench.restart();
        bench.begin().turn();
        assertThat(bench.log.head().size()).isEqualTo(1);
    }

    @Test
    void refusesAnEmptyLogWithoutATranscript() {
        bench.transcript = Optional.empty();
        refuses("no ceremony transcript");
        assertThat(bench.log.head().size()).isZero();
    }

    @Test
    void refusesALogOfAnotherCeremony() throws Exception {
        bench.begin().turn();
        bench.transcript = Optional.of(Workbench.CERTIFICATES.ceremony(0, 2));
        refuses("another ceremony");
        bench.transcript = Optional.empty();
        bench.begin().turn();
    }

    @Test
    void refusesATranscriptThatTooFewOfficersSigned() {
        refusesToStartWith(Workbench.CERTIFICATES.ceremony(0), "1 of 2 officers");
        refusesToStartWith(Workbench.CERTIFICATES.ceremony(0, 0), "1 of 2 officers");
        CeremonyHeld edited = Workbench.CERTIFICATES.ceremony(Map.of("caveats", List.of()), 0, 1);
        refusesToStartWith(
                new CeremonyHeld(edited.payload(), Workbench.TRANSCRIPT.approvals()), "approval-signature-invalid");
    }

    @Test
    void refusesATranscriptOfAnotherInstallationOrTrustDocument() {
        refusesToStartWith(
                Workbench.CERTIFICATES.ceremony(Map.of("deployment", "ff112233445566778899aabbccddeeff"), 0, 1),
                "of installation ff11");
        Sha256 other = Sha256.of("another document".getBytes(StandardCharsets.UTF_8));
        refusesToStartWith(Workbench.CERTIFICATES.ceremony(Map.of("trust", other), 0, 1), "another trust document");
    }

    @Test
    void refusesATranscriptOfAFormItDoesNotKnow() {
        refusesToStartWith(Workbench.CERTIFICATES.ceremony(Map.of("v", 1), 0, 1), "version 1");
        refusesToStartWith(Workbench.CERTIFICATES.ceremony(Map.of("trust", "x"), 0, 1), "cannot be read");
    }

    @Test
    void aStartedLogKeepsItsLeafWhenTheOfficersChangeButStaysWithItsInstallation() throws Exception {
        bench.begin().turn();
        Installation rekeyed = Installation.at(Workbench.INSTALLATION.now());
        bench.trust = rekeyed.trust();
        bench.pin = Sha256.of(rekeyed.file());
        bench.begin().turn();
        bench.close();

        bench = new Workbench(directory.resolve("other"));
        bench.log.append(List.of(leaf0("ff112233445566778899aabbccddeeff")), Consumed.NOTHING);
        bench.transcript = Optional.empty();
        refuses("of installation ff11");
    }

    @Test
    void refusesALogThatDoesNotStartWithACeremony() throws Exception {
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        refuses("leaf 0 of the log is");
    }

    @Test
    void waitsWhileAnotherInstanceHoldsTheLease() throws Exception {
        bench.register.heldByAnother = true;
        assertThat(bench.operation().begin()).isEmpty();
        assertThat(bench.log.head().size()).isZero();
        bench.register.heldByAnother = false;
        assertThat(bench.operation().begin()).isPresent();
    }

    @Test
    void publishesWhatTheRegisterHoldsWhenACrashCameBetween() throws Exception {
        bench.begin().turn();
        byte[] registered = bench.register.registered.orElseThrow().note().toArray();
        Files.delete(bench.writer.logDirectory().resolve("checkpoint"));
        bench.restart();
        HeadPublisher publisher = bench.begin();
        assertThat(bench.log.published().orElseThrow()).isEqualTo(registered);
        assertThat(publisher.published().orElseThrow().note()).isEqualTo(Bytes.of(registered));
    }

    @Test
    void refusesARegisterThatKnowsMoreThanTheLog() throws Exception {
        bench.begin().turn();
        TreeHead ahead = new TreeHead(9, bench.log.head().root());
        bench.register.registered = Optional.of(register(ahead));
        refuses("restored from an older copy");
    }

    @Test
    void refusesARegisterOfAnotherHistory() throws Exception {
        bench.begin().turn();
        TreeHead other = new TreeHead(1, MerkleTree.emptyRoot());
        bench.register.registered = Optional.of(register(other));
        refuses("another root");
    }

    @Test
    void refusesARegisterThatIsOlderThanWhatWasPublished() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        Optional<HeadRegister.Registered> older = bench.register.registered;
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        publisher.turn();
        bench.register.registered = older;
        refuses("the register only 1");
        bench.register.registered = Optional.empty();
        refuses("the register is empty");
    }

    @Test
    void refusesARegisterWhoseNoteIsNotSignedByBothKeys() throws Exception {
        bench.begin().turn();
        TreeHead head = bench.log.head();
        byte[] half = SignedNote.sign(
                        new Checkpoint(Workbench.ORIGIN, head.size(), head.root()).noteText(),
                        bench.signers.subList(0, 1))
                .bytes();
        bench.register.registered = Optional.of(new HeadRegister.Registered(head, Bytes.of(half)));
        refuses("does not verify");
    }

    @Test
    void refusesAClockThatWentBack() throws Exception {
        bench.begin().turn();
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        bench.restart();
        bench.clock.advance(Duration.ofMinutes(-4));
        bench.begin();
        bench.clock.advance(Duration.ofMinutes(-2));
        refuses("the clock says");
    }

    @Test
    void refusesATokenWithOtherKeys() throws Exception {
        try (Workbench other = new Workbench(directory.resolve("other"))) {
            HeadPublisher publisher = bench.operation(other.signers).begin().orElseThrow();
            assertThatThrownBy(publisher::turn)
                    .isInstanceOf(HeadRefusedException.class)
                    .hasMessageContaining("other keys");
            assertThat(bench.register.registered).isEmpty();
            assertThat(bench.log.published()).isEmpty();
        }
    }

    private void refusesToStartWith(CeremonyHeld transcript, String reason) {
        bench.transcript = Optional.of(transcript);
        refuses(reason);
        assertThat(bench.log.head().size()).isZero();
    }

    private static Event leaf0(String deployment) {
        return Event.of(
                EventType.CEREMONY_HELD,
                ServiceName.AUDIT.source(),
                "ceremony",
                Workbench.INSTALLATION.now(),
                Workbench.CERTIFICATES.ceremony(Map.of("deployment", deployment), 0, 1),
                Optional.empty());
    }

    private HeadRegister.Registered register(TreeHead head) throws Exception {
        byte[] note = SignedNote.sign(
                        new Checkpoint(Workbench.ORIGIN, head.size(), head.root()).noteText(), bench.signers)
                .bytes();
        return new HeadRegister.Registered(head, Bytes.of(note));
    }

    private void refuses(String reason) {
        assertThatThrownBy(() -> bench.operation().begin())
                .isInstanceOf(HeadRefusedException.class)
                .hasMessageContaining(reason);
    }
}
