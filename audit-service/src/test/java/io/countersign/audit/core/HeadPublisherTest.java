package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.event.CheckpointPublished;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.tlog.NoteSigner;
import io.countersign.tlog.SignedNote;
import io.countersign.tlog.VerificationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadPublisherTest {
    @TempDir
    Path directory;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void registerFileAndTopicShowTheSameCheckpointWithBothSignatures() throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(1));
        publisher.turn();
        byte[] file = bench.log.published().orElseThrow();
        assertThat(SignedNote.parse(file).signatures()).hasSize(2);
        assertThat(bench.verifier.verify(file).head()).isEqualTo(bench.log.head());
        assertThat(bench.register.registered.orElseThrow().note().toArray()).isEqualTo(file);
        CheckpointPublished told = bench.announced.get(0).data(CheckpointPublished.class);
        assertThat(told.note().getBytes(StandardCharsets.UTF_8)).isEqualTo(file);
        assertThat(told.size()).isEqualTo(2);
        VerificationReport report = bench.verifyLog();
        assertThat(report.findings()).isEmpty();
        assertThat(report.unsignedEntries()).isZero();
    }

    @Test
    void sendsOneReceiptPerIntentThatItsReceiverCanVerify() throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(
                List.of(TestEvents.intent(1), TestEvents.lapsed(1), TestEvents.intent(2)), Workbench.consumed(3));
        publisher.turn();
        publisher.turn();
        assertThat(bench.receipts())
                .extracting(receipt -> receipt.data(ReceiptIssued.class).intent())
                .containsExactly(TestEvents.intent(1).id(), TestEvents.intent(2).id());
        for (Event receipt : bench.receipts()) {
            bench.verifyReceipt(receipt);
        }
        assertThat(bench.receipts().get(0).subject())
                .isEqualTo(TestEvents.intent(1).subject());
        assertThat(bench.receipts().get(0).causationId())
                .contains(TestEvents.intent(1).id());
    }

    @Test
    void aReceiptSentAgainHasTheSameIdAndANewerCheckpointMayProveIt() throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(1));
        publisher.turn();
        bench.log.append(List.of(TestEvents.lapsed(9), TestEvents.intent(1)), Workbench.consumed(3));
        publisher.turn();
        assertThat(bench.receipts()).hasSize(2);
        assertThat(bench.receipts().get(0).id())
                .isEqualTo(bench.receipts().get(1).id());
        bench.verifyReceipt(bench.receipts().get(1));
        assertThat(bench.log.head().size()).isEqualTo(3);
    }

    @Test
    void signsWhenLeavesAreNewElseOncePerMinute() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        publisher.turn();
        assertThat(bench.meter.checkpoints).isEqualTo(1);
        bench.clock.advance(HeadPublisher.HEARTBEAT.minusMillis(1));
        publisher.turn();
        assertThat(bench.meter.checkpoints).isEqualTo(1);
        bench.clock.advance(Duration.ofMillis(1));
        publisher.turn();
        assertThat(bench.meter.checkpoints).isEqualTo(2);
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        publisher.turn();
        assertThat(bench.meter.checkpoints).isEqualTo(3);
        assertThat(bench.announced)
                .filteredOn(event -> event.type() == EventType.CHECKPOINT_PUBLISHED)
                .hasSize(3);
    }

    @Test
    void renewsTheLeaseWhileNothingHappens() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        bench.clock.advance(HeadRegister.LEASE.dividedBy(2));
        publisher.turn();
        publisher.turn();
        assertThat(bench.register.renewals).isEqualTo(1);
    }

    @Test
    void stopsWhenAnotherInstanceTookTheLease() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        assertThat(bench.register.acquire()).isPresent();
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        assertThatThrownBy(publisher::turn).isInstanceOf(HeadRefusedException.class);
        assertThat(bench.verifier.verify(bench.log.published().orElseThrow()).size())
                .isEqualTo(1);
    }

    @Test
    void stopsWhenTheRegisterHoldsAHeadItDidNotSign() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        byte[] published = bench.log.published().orElseThrow();
        bench.register.registered = Optional.empty();
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        assertThatThrownBy(publisher::turn)
                .isInstanceOf(HeadRefusedException.class)
                .hasMessageContaining("another head");
        assertThat(bench.log.published().orElseThrow()).isEqualTo(published);
    }

    @Test
    void aTokenThatIsAwayHoldsReceiptsBackUntilItIsThereAgain() throws Exception {
        boolean[] away = {true};
        List<NoteSigner> flaky = bench.signers.stream()
                .map(signer -> (NoteSigner) new NoteSigner() {
                    @Override
                    public String keyName() {
                        return signer.keyName();
                    }

                    @Override
                    public int keyId() {
                        return signer.keyId();
                    }

                    @Override
                    public byte[] sign(byte[] text) throws GeneralSecurityException {
                        if (away[0]) {
                            throw new GeneralSecurityException("no token");
                        }
                        return signer.sign(text);
                    }
                })
                .toList();
        HeadPublisher publisher = bench.operation(flaky).begin().orElseThrow();
        bench.log.append(List.of(TestEvents.intent(1)), Workbench.consumed(1));
        assertThatThrownBy(publisher::turn).isInstanceOf(OutageException.class);
        assertThat(bench.announced).isEmpty();
        away[0] = false;
        publisher.turn();
        assertThat(bench.receipts()).hasSize(1);
    }

    @Test
    void aSwapWithoutAnAnswerIsSettledBeforeTheNextHeadIsSigned() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        int number = 0;
        for (boolean moreLeaves : List.of(false, true)) {
            for (InMemoryHeadRegister.Fault fault : InMemoryHeadRegister.Fault.values()) {
                bench.log.append(List.of(TestEvents.lapsed(number++)), Consumed.NOTHING);
                bench.register.nextSwap = fault;
                if (fault != InMemoryHeadRegister.Fault.NONE) {
                    assertThatThrownBy(publisher::turn).isInstanceOf(OutageException.class);
                }
                if (moreLeaves) {
                    bench.log.append(List.of(TestEvents.lapsed(number++)), Consumed.NOTHING);
                }
                publisher.turn();
                byte[] file = bench.log.published().orElseThrow();
                assertThat(bench.register.registered.orElseThrow().note().toArray())
                        .isEqualTo(file);
                assertThat(bench.verifier.verify(file).head()).isEqualTo(bench.log.head());
                assertThat(bench.verifyLog().findings()).isEmpty();
            }
        }
    }

    @Test
    void anAnswerThatNeverCameDoesNotHideAForeignHead() throws Exception {
        HeadPublisher publisher = bench.begin();
        publisher.turn();
        bench.log.append(List.of(TestEvents.lapsed(1)), Consumed.NOTHING);
        bench.register.nextSwap = InMemoryHeadRegister.Fault.FAILED;
        assertThatThrownBy(publisher::turn).isInstanceOf(OutageException.class);
        bench.register.registered = Optional.empty();
        assertThatThrownBy(publisher::turn).isInstanceOf(HeadRefusedException.class);
    }

    /** One table row per step: the broker fails before or after it took the events, or the process dies in a write. */
    @Test
    void whereverItBreaksEachIntentIsOneLeafAndHasAReceipt() throws Exception {
        int steps = 0;
        for (boolean persisted : List.of(false, true)) {
            for (int at = 0; at < 60; at++) {
                try (Workbench broken = new Workbench(directory.resolve("run" + at + persisted))) {
                    if (runOnce(broken, at, persisted)) {
                        break;
                    }
                    steps++;
                    broken.announcer = broken.announced::addAll;
                    broken.restart();
                    HeadPublisher publisher = broken.begin();
                    work(broken, publisher);
                    complete(broken);
                }
            }
        }
        assertThat(steps).isGreaterThan(30);
    }

    /** Whether it came through without reaching the step. */
    private static boolean runOnce(Workbench bench, int at, boolean persisted) throws Exception {
        int[] left = {at};
        bench.announcer = events -> {
            if (left[0]-- == 0) {
                if (persisted) {
                    bench.announced.addAll(events);
                }
                throw new OutageException("the broker is away");
            }
            bench.announced.addAll(events);
        };
        bench.probe = (moment, file) -> {
            if (left[0]-- == 0) {
                throw new IOException("the process died");
            }
        };
        try {
            work(bench, bench.begin());
            return true;
        } catch (OutageException | IOException e) {
            return false;
        }
    }

    private static void work(Workbench bench, HeadPublisher publisher) throws Exception {
        for (int number = 1; number <= 3; number++) {
            if (bench.log.consumed().equals(number == 1 ? Consumed.NOTHING : Workbench.consumed(number))) {
                bench.log.append(List.of(TestEvents.intent(number)), Workbench.consumed(number + 1L));
            }
            publisher.turn();
        }
    }

    private static void complete(Workbench bench) throws Exception {
        Set<String> wanted = Set.of(
                TestEvents.intent(1).id(),
                TestEvents.intent(2).id(),
                TestEvents.intent(3).id());
        assertThat(bench.leafIds()).hasSize(4).doesNotHaveDuplicates().containsAll(wanted);
        assertThat(bench.receipts().stream()
                        .map(receipt -> receipt.data(ReceiptIssued.class).intent())
                        .collect(Collectors.toSet()))
                .isEqualTo(wanted);
        for (Event receipt : bench.receipts()) {
            bench.verifyReceipt(receipt);
        }
        VerificationReport report = bench.verifyLog();
        assertThat(report.findings()).isEmpty();
        assertThat(report.checkpoint().orElseThrow().size()).isEqualTo(4);
    }
}
