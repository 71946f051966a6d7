package io.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CheckpointWanted;
import io.countersign.contracts.event.RecordUnreadable;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The built signer and somebody who has the log with both its keys (security 6, test 8): it signs nothing that it should not. */
@WithStack
final class LyingLogIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Stack stack;
    private SignerWorld world;
    private SignerWorld.Tap intents;
    private SignerWorld.Tap outcomes;
    private SignerWorld.Tap deadLetters;

    LyingLogIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void knowTheLog() throws Exception {
        stack.resetTopics();
        world = new SignerWorld(stack, "lying-" + System.nanoTime());
        watch();
        world.startAndAwait();
        issue(intended());
    }

    @AfterEach
    void endWorld() throws Exception {
        world.close();
    }

    @Test
    void aReceiptFromAForkOrARewoundLogGetsNoSignatureAndOneFromTheTrueLogDoes() throws Exception {
        issue(intended());
        TestLog fork = world.log().fork(world.log().head().size() - 1);
        TestLog rewound = world.log().fork(1);
        long signed = world.signatures();
        Event intent = intended();
        world.asAudit(Topic.RECEIPTS, fork.receipt(intent, Instant.now()));
        world.asAudit(Topic.RECEIPTS, rewound.receipt(intent, Instant.now()));
        for (Event checkpoint : fork.told()) {
            world.asAudit(Topic.CHECKPOINTS, checkpoint);
        }
        awaitDeadLetters(3);
        assertThat(world.signatures()).isEqualTo(signed);
        assertThat(world.metric("countersign_signer_log_disputed")).isEqualTo(3);
        issue(intent);
    }

    @Test
    void aLogThatWasReplacedWhileTheSignerWasDownIsFoundOutAndTheTrueOneTakenBack() throws Exception {
        long known = world.log().head().size();
        world.stopSigner();
        TestLog other = world.log().fork(1);
        for (int leaf = 0; leaf < 5; leaf++) {
            other.receipt(Orders.etcdPeer(world.installation()), Instant.now());
        }
        for (Event checkpoint : other.told()) {
            world.asAudit(Topic.CHECKPOINTS, checkpoint);
        }
        world.startAndAwait();
        Event intent = intended();
        world.asAudit(Topic.RECEIPTS, other.receipt(intent, Instant.now()));
        awaitHeld();
        assertThat(wanted().size()).isEqualTo(known);
        assertThat(world.signatures()).isZero();
        // Its owner puts the true log back, which can say how it got from what the signer remembers to where it is now.
        Event receipt = world.log().receipt(intent, Instant.now());
        world.asAudit(receipt);
        awaitIssued(intent);
        assertThat(deadLetters.events())
                .extracting(letter -> letter.data(RecordUnreadable.class).reason())
                .contains("checkpoint-invalid");
        assertThat(world.signatures()).isEqualTo(1);
    }

    @Test
    void aDroppedRangeOfCheckpointsIsAskedForAndHealed() throws Exception {
        long known = world.log().head().size();
        Event missed = intended();
        Event early = world.log().receipt(missed, Instant.now());
        world.log().told();
        Event intent = intended();
        world.asAudit(world.log().receipt(intent, Instant.now()));
        awaitHeld();
        assertThat(wanted().size()).isEqualTo(known);
        assertThat(outcomes.events()).hasSize(1);
        world.asAudit(Topic.CHECKPOINTS, world.log().checkpointAfter(known));
        awaitIssued(intent);
        // Nobody ever told the head of this one, so it is asked for again; then it counts.
        int before = intents.events().size();
        world.asAudit(Topic.RECEIPTS, early);
        await("told again").atMost(LONG).until(() -> intents.events().size() > before);
        assertThat(intents.events().get(before).bytes()).isEqualTo(missed.bytes());
        issue(missed);
    }

    @Test
    void theLossOfAllTopicsIsHealedByOneQuestion() throws Exception {
        long known = world.log().head().size();
        world.stopSigner();
        world.log().receipt(Orders.etcdPeer(world.installation()), Instant.now());
        stack.resetTopics();
        world.log().told();
        watch();
        world.startAndAwait();
        Event intent = intended();
        world.asAudit(world.log().receipt(intent, Instant.now()));
        assertThat(wanted().size()).isEqualTo(known);
        assertThat(world.signatures()).isZero();
        world.asAudit(Topic.CHECKPOINTS, world.log().checkpointAfter(known));
        awaitIssued(intent);
    }

    private void watch() {
        intents = world.tapFromBeginning(Topic.INTENTS);
        outcomes = world.tapFromBeginning(Topic.CERTIFICATES);
        deadLetters = world.tapFromBeginning(Topic.DEAD_LETTERS);
    }

    private Event intended() throws Exception {
        Event approval = Orders.etcdPeer(world.installation());
        world.asRegistry(approval);
        return await("intent")
                .atMost(LONG)
                .until(
                        () -> intents.events().stream()
                                .filter(event -> event.causationId().equals(Optional.of(approval.id())))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** By the true log, its checkpoint first. */
    private void issue(Event intent) throws Exception {
        world.asAudit(world.log().receipt(intent, Instant.now()));
        awaitIssued(intent);
    }

    private void awaitIssued(Event intent) {
        await("certificate").atMost(LONG).until(() -> outcomes.events().stream()
                .anyMatch(event -> event.type() == EventType.CERTIFICATE_ISSUED
                        && event.data(CertificateIssued.class).intent().equals(intent.id())));
    }

    private void awaitHeld() {
        await("held").atMost(LONG).untilAsserted(() -> assertThat(
                        world.ops("/readyz?verbose").body())
                .contains("put its true data back"));
    }

    private CheckpointWanted wanted() {
        return await("question")
                .atMost(LONG)
                .until(
                        () -> intents.events().stream()
                                .filter(event -> event.type() == EventType.CHECKPOINT_WANTED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow()
                .data(CheckpointWanted.class);
    }

    private void awaitDeadLetters(int count) {
        await("dead letters").atMost(LONG).untilAsserted(() -> assertThat(deadLetters.events())
                .hasSize(count)
                .allSatisfy(letter ->
                        assertThat(letter.data(RecordUnreadable.class).reason()).isEqualTo("checkpoint-invalid")));
    }
}
