package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.e2e.installation.Shell;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.ServiceSpec;
import io.countersign.stack.SoftHsm;
import io.countersign.tlog.Checkpoint;
import io.countersign.tlog.SignedNote;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 8, the part with the checkpoint that the signer remembers: whoever owns the audit host, with the log's files, its
 * token and its identity, shows the signer another log. Nothing is signed on it, the operators hear of it, and once the true log is back
 * the order is carried out.
 */
@WithInstallation
final class LogOwnerForksTheLogIT {
    private static final String AUDIT = ServiceName.AUDIT.wireName();
    private static final String SIGNER = ServiceName.SIGNER.wireName();

    private final SharedInstallation site;
    private long disputed;
    private Asked victim;
    private Event intent;
    private Event lastCheckpoint;
    private long operations;

    LogOwnerForksTheLogIT(SharedInstallation site) {
        this.site = site;
    }

    /** The signer has signed on the newest head; the next intent is under way when the log falls into other hands. */
    @BeforeEach
    void takeTheLogOver() {
        site.issued(site.approved("alice"));
        disputed = disputed();
        stopTheLog();
        victim = site.approved("alice");
        intent = site.awaitEvent(EventType.CERTIFICATE_INTENDED, event -> event.subject()
                .equals(victim.lineage().toString()));
        operations = site.hsmOperations();
    }

    @AfterEach
    void giveTheLogBack() {
        audit("-CONT");
    }

    @Test
    void signsNothingOnAForkOfTheSameSize() throws Exception {
        Event receipt = lie(size() - 1, 0);
        assertThat(letter(Topic.RECEIPTS, receipt).reason()).isEqualTo("checkpoint-invalid");
        assertNothingIsSignedAndTheCheckpointIsADeadLetter();
        assertCarriedOutByTheTrueLog();
    }

    @Test
    void signsNothingOnALogRewoundToASizeThatItNeverTold() throws Exception {
        long asked = site.metric(SIGNER, "countersign_signer_receipts_asked_again");
        Set<Long> told = told();
        long untold = LongStream.iterate(size() - 1, size -> size - 1)
                .filter(size -> !told.contains(size))
                .findFirst()
                .orElseThrow();
        lie(untold - 1, 0);
        // A receipt under a newer head is asked for, and there is none.
        await("seen through")
                .atMost(SharedInstallation.LONG)
                .until(() -> site.metric(SIGNER, "countersign_signer_receipts_asked_again") > asked);
        assertNothingIsSignedAndTheCheckpointIsADeadLetter();
        assertCarriedOutByTheTrueLog();
    }

    @Test
    void signsNothingOnALogRewoundToASizeThatItTold() throws Exception {
        long now = size();
        long former =
                told().stream().filter(size -> size < now).max(Long::compare).orElseThrow();
        Event receipt = lie(former - 1, 0);
        assertThat(letter(Topic.RECEIPTS, receipt).reason()).isEqualTo("checkpoint-invalid");
        assertNothingIsSignedAndTheCheckpointIsADeadLetter();
        assertCarriedOutByTheTrueLog();
    }

    @Test
    void signsNothingOnALogThatDroppedLeavesAndGrewBeyondWhatTheSignerKnows() throws Exception {
        long known = size();
        Event receipt = lie(known - 2, 40);
        await("held").atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(
                        site.get(SIGNER, "/readyz?verbose"))
                .contains("put its true data back"));
        CheckpointWanted question = site.awaitEvent(
                        EventType.CHECKPOINT_WANTED,
                        event -> event.data(CheckpointWanted.class).size() >= known)
                .data(CheckpointWanted.class);
        assertThat(question.size()).isEqualTo(known);
        assertThat(site.hsmOperations()).isEqualTo(operations);
        assertCarriedOutByTheTrueLog();
        assertThat(letter(Topic.RECEIPTS, receipt).reason()).isEqualTo("checkpoint-invalid");
    }

    private void assertNothingIsSignedAndTheCheckpointIsADeadLetter() {
        RecordUnreadable letter = letter(Topic.CHECKPOINTS, lastCheckpoint);
        assertThat(letter.reason()).as(letter.detail()).isEqualTo("checkpoint-invalid");
        assertThat(site.hsmOperations()).isEqualTo(operations);
        assertThat(disputed()).isGreaterThan(disputed);
    }

    private void assertCarriedOutByTheTrueLog() {
        audit("-CONT");
        site.issued(victim);
        assertThat(site.wire().events(Topic.CERTIFICATES))
                .filteredOn(event -> event.subject().equals(victim.lineage().toString()))
                .extracting(Event::type)
                .containsExactly(EventType.CERTIFICATE_ISSUED);
        assertThat(site.hsmOperations()).isEqualTo(operations + 1);
    }

    /** So many leaves of the true log, so many invented ones, then the victim's intent; the answer is its receipt, as told. */
    private Event lie(long keep, int invented) throws Exception {
        Path folder = Files.createTempDirectory(site.layout().folder(), "lying-log");
        Path intentFile = Files.write(folder.resolve("intent.json"), intent.bytes());
        ServiceSpec usual = site.installation().spec(AUDIT);
        // A store of its own: SoftHSM locks the store's files in each call, and the audit-service may stand stopped in
        // the middle of one.
        SoftHsm token = SoftHsm.in(folder);
        Shell.run("cp", "-R", site.layout().tokens().resolve("tokens").toString(), folder.toString())
                .orFail();
        Path tests = Path.of(LyingLogMain.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ServiceProcess liar = site.installation()
                .launch(new ServiceSpec(
                                "lying-log",
                                usual.classPath(),
                                usual.mainClass(),
                                usual.jvm(),
                                List.of(
                                        token.module().toString(),
                                        site.layout().pin("log").toString(),
                                        site.installation().logKeys().toString(),
                                        Layout.LOG_ORIGIN,
                                        site.layout().auditLog().toString(),
                                        Long.toString(size()),
                                        Long.toString(keep),
                                        Integer.toString(invented),
                                        intentFile.toString(),
                                        folder.toString()),
                                token.environment(),
                                folder.resolve("lying-log.log"))
                        .withFirst(tests, LyingLogMain.class.getName()));
        assertThat(liar.exitCode(Duration.ofSeconds(60)))
                .withFailMessage(() -> contentOf(liar.log().toFile()))
                .isZero();
        lastCheckpoint = tell(Topic.CHECKPOINTS, folder.resolve(LyingLogMain.CHECKPOINT));
        return tell(Topic.RECEIPTS, folder.resolve(LyingLogMain.RECEIPT));
    }

    private Event tell(Topic topic, Path file) throws Exception {
        Event event = EventCodec.decode(topic, Files.readAllBytes(file));
        site.write(AUDIT, topic, event.subject(), event.bytes());
        return event;
    }

    /** Leaves under the newest published checkpoint. */
    private long size() throws Exception {
        byte[] note = Files.readAllBytes(site.layout().auditLog().resolve("checkpoint"));
        return Checkpoint.parse(SignedNote.parse(note).text()).size();
    }

    /** Sizes of the heads that the true log has told. */
    private Set<Long> told() {
        return site.wire()
                .events(Topic.CHECKPOINTS)
                .filter(event -> event.type() == EventType.CHECKPOINT_PUBLISHED
                        && !site.isWrittenByTests(Bytes.of(event.bytes())))
                .map(event -> event.data(CheckpointPublished.class).size())
                .collect(Collectors.toSet());
    }

    private long disputed() {
        return site.metric(SIGNER, "countersign_signer_log_disputed");
    }

    private RecordUnreadable letter(Topic topic, Event about) {
        return site.deadLetter(ServiceName.SIGNER, topic, about.bytes()).data(RecordUnreadable.class);
    }

    /** Where the newest head on its disk has been told: an untold one could be replaced, and nobody would have known it. */
    private void stopTheLog() {
        await("a head that is told").atMost(SharedInstallation.LONG).until(() -> {
            audit("-STOP");
            if (told().contains(size())) {
                return true;
            }
            audit("-CONT");
            return false;
        });
    }

    private void audit(String signal) {
        long pid = site.installation().service(AUDIT).pid();
        Shell.run("kill", signal, Long.toString(pid)).orFail();
    }
}
