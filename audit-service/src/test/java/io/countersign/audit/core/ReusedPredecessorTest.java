package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.audit.core.TestRenewals.Grant;
import io.countersign.audit.core.TestRenewals.Live;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.orders.Installation;
import io.countersign.orders.OrderItem;
import io.countersign.orders.SignedItem;
import io.countersign.tlog.WithheldNote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a live certificate in two hands (security 6, test 6): who came first, and what the second is answered. */
class ReusedPredecessorTest {
    private static final TestRenewals RENEWALS = new TestRenewals(Workbench.INSTALLATION);
    private static final Grant GRANT = RENEWALS.grant(20);
    private static final Live LIVE = RENEWALS.live(77);
    private static final Event THIEF = RENEWALS.renewal(LIVE, GRANT);
    private static final Event AGENT = RENEWALS.renewal(LIVE, GRANT);

    @TempDir
    Path directory;

    private Workbench bench;
    private Answers answers;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(directory);
        answers = new Answers(bench);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void theSecondOrderByOneKeyIsLoggedButGetsNoReceipt() throws Exception {
        answers.to(THIEF, AGENT);
        assertThat(bench.leafIds()).contains(THIEF.id(), AGENT.id());
        assertThat(answers.all()).containsExactly(issued(THIEF), withheld(AGENT, THIEF));
        bench.verifyReceipt(bench.receipts().get(0));
    }

    @Test
    void whoComesFirstIsTheOrderOfLeavesWhoeverItIs() throws Exception {
        answers.to(AGENT);
        answers.to(THIEF);
        assertThat(answers.all()).containsExactly(issued(AGENT), withheld(THIEF, AGENT));
    }

    @Test
    void theAnswerNamesBothKeysAndBothLogKeysSignIt() throws Exception {
        answers.to(THIEF, AGENT);
        Event told = bench.announced.stream()
                .filter(event -> event.type() == EventType.RECEIPT_WITHHELD)
                .findFirst()
                .orElseThrow();
        ReceiptWithheld data = told.data(ReceiptWithheld.class);
        assertThat(told.subject()).isEqualTo(AGENT.subject());
        assertThat(told.causationId()).contains(AGENT.id());
        assertThat(Bytes.of(Json.canonical(data.leaf()))).isEqualTo(Bytes.of(AGENT.bytes()));
        assertThat(data.key()).isEqualTo(item(AGENT).key());
        assertThat(data.firstKey()).isEqualTo(item(THIEF).key());
        new WithheldNote(Workbench.ORIGIN, AGENT.id(), THIEF.id())
                .verify(data.note().getBytes(StandardCharsets.UTF_8), bench.verifier.keys());
    }

    @Test
    void theAlarmNamesBothLeavesAndBothKeys() throws Exception {
        answers.to(THIEF);
        assertThat(bench.meter.reused).isEmpty();
        answers.to(AGENT);
        assertThat(bench.meter.reused)
                .containsExactly(Installation.ETCD_PEER + " 4d: 1 "
                        + item(THIEF).key() + ", 2 " + item(AGENT).key());
        assertThat(bench.meter.withheld).isEqualTo(1);
        answers.to(AGENT);
        assertThat(bench.meter.reused).hasSize(1);
    }

    @Test
    void theSameIntentAgainGetsTheSameAnswer() throws Exception {
        answers.to(THIEF, AGENT);
        String told = bench.announced.get(2).id();
        answers.to(AGENT, THIEF);
        assertThat(answers.all())
                .containsExactly(issued(THIEF), withheld(AGENT, THIEF), issued(THIEF), withheld(AGENT, THIEF));
        assertThat(bench.announced).filteredOn(event -> event.id().equals(told)).hasSize(2);
    }

    @Test
    void theSameOrderDecidedAgainIsNoReuse() throws Exception {
        Event again = RENEWALS.decidedAgain(THIEF);
        assertThat(again.id()).isNotEqualTo(THIEF.id());
        answers.to(THIEF);
        answers.to(again);
        assertThat(answers.all()).containsExactly(issued(THIEF), issued(again));
        assertThat(bench.meter.reused).isEmpty();
        Event withheldAgain = RENEWALS.decidedAgain(AGENT);
        answers.to(AGENT, withheldAgain);
        assertThat(answers.all()).endsWith(withheld(AGENT, THIEF), withheld(withheldAgain, THIEF));
    }

    @Test
    void anotherEncodingOfTheCertificateIsTheSameCertificate() throws Exception {
        Live twin = RENEWALS.twin(LIVE);
        assertThat(twin.der()).isNotEqualTo(LIVE.der());
        Event second = RENEWALS.renewal(twin, GRANT);
        answers.to(THIEF, second);
        assertThat(answers.all()).containsExactly(issued(THIEF), withheld(second, THIEF));
    }

    @Test
    void afterAReuseTheGrantRedeemsNothingMore() throws Exception {
        Live successor = RENEWALS.live(78);
        Event before = RENEWALS.renewal(RENEWALS.live(76), GRANT);
        Event later = RENEWALS.renewal(successor, GRANT);
        answers.to(before, THIEF, AGENT, later);
        assertThat(answers.all())
                .containsExactly(issued(before), issued(THIEF), withheld(AGENT, THIEF), withheld(later, THIEF));
        assertThat(bench.meter.reused).hasSize(1);
        answers.to(before);
        assertThat(answers.all()).endsWith(issued(before));
    }

    @Test
    void theGrantsOfBothAreUsedUp() throws Exception {
        Grant other = RENEWALS.grant(21);
        Event second = RENEWALS.renewal(LIVE, other);
        Event underFirst = RENEWALS.renewal(RENEWALS.live(78), GRANT);
        Event underSecond = RENEWALS.renewal(RENEWALS.live(79), other);
        answers.to(THIEF);
        answers.to(second);
        answers.to(underFirst, underSecond);
        assertThat(answers.all())
                .containsExactly(
                        issued(THIEF),
                        withheld(second, THIEF),
                        withheld(underFirst, THIEF),
                        withheld(underSecond, THIEF));
    }

    @Test
    void whatPeopleOrderAndANewGrantAreNotTouched() throws Exception {
        Event byPeople = RENEWALS.byPeople();
        Live successor = RENEWALS.live(78);
        Event underOld = RENEWALS.renewal(successor, GRANT);
        Event underNew = RENEWALS.renewal(successor, RENEWALS.grant(21));
        answers.to(THIEF, AGENT, byPeople, underOld, underNew);
        assertThat(answers.all())
                .containsExactly(
                        issued(THIEF),
                        withheld(AGENT, THIEF),
                        issued(byPeople),
                        withheld(underOld, THIEF),
                        issued(underNew));
        answers.to(underOld);
        assertThat(answers.all()).endsWith(withheld(underOld, THIEF));
        assertThat(bench.meter.reused).hasSize(1);
    }

    @Test
    void whatDoesNotVerifyCountsForNothing() throws Exception {
        Event otherKey = RENEWALS.forged(RENEWALS.signed(LIVE, GRANT, Installation.pair("secp256r1")));
        Event onePerson = RENEWALS.forged(RENEWALS.signed(LIVE, RENEWALS.grant(20, Installation.ALICE)));
        answers.to(
                otherKey,
                onePerson,
                THIEF,
                RENEWALS.forged(RENEWALS.signed(LIVE, GRANT, Installation.pair("secp256r1"))));
        assertThat(answers.all()).hasSize(4).allMatch(answer -> answer.startsWith("issued"));
        assertThat(bench.meter.redemptionsRefused).containsExactly(1L, 2L, 4L);
        assertThat(bench.meter.reused).isEmpty();
        answers.to(RENEWALS.renewal(RENEWALS.live(78), GRANT));
        assertThat(bench.meter.withheld).isZero();
    }

    @Test
    void otherBytesUnderOneOrderAreTheBrokersWordAndNoReuse() throws Exception {
        Event forged = RENEWALS.forged(SignedItem.of(THIEF.data(CertificateIntended.class)));
        answers.to(forged);
        answers.to(THIEF);
        assertThat(answers.all()).containsExactly(issued(forged), issued(THIEF));
        assertThat(bench.meter.reused).isEmpty();
    }

    @Test
    void theAnswersOutliveARestartALostIndexAndANewTrustDocument() throws Exception {
        Event later = RENEWALS.renewal(RENEWALS.live(78), GRANT);
        answers.to(THIEF, AGENT, later);
        List<String> first = answers.all();
        bench.restart();
        answers.again();
        answers.to(THIEF, AGENT, later);
        assertThat(answers.all()).isEqualTo(first);

        bench.index.clear();
        answers.again();
        answers.to(THIEF, AGENT, later);
        assertThat(answers.all()).isEqualTo(first);

        bench.trust = Installation.at(Workbench.INSTALLATION.now()).trust();
        bench.restart();
        answers.again();
        answers.to(THIEF, AGENT, later);
        assertThat(answers.all()).isEqualTo(first);
    }

    @Test
    void noAnswerIsGivenBeforeTheIndexKnowsWhoCameFirst() throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(List.of(THIEF), Consumed.NOTHING);
        bench.probe = (moment, file) -> bench.index.away = bench.index.away || file.equals("state");
        assertThatThrownBy(() -> bench.log.append(List.of(AGENT), Consumed.NOTHING))
                .isInstanceOf(OutageException.class);
        bench.probe = (moment, file) -> {};
        assertThatThrownBy(publisher::turn).isInstanceOf(OutageException.class);
        assertThat(bench.announced).noneMatch(event -> event.causationId().isPresent());
        bench.index.away = false;
        publisher.turn();
        assertThat(answers.all()).containsExactly(issued(THIEF), withheld(AGENT, THIEF));
    }

    @Test
    void anIndexThatLiesWithholdsNothing() throws Exception {
        answers.to(TestEvents.intent(1), RENEWALS.renewal(RENEWALS.live(76), GRANT));
        answers.again();
        HeadPublisher publisher = bench.begin();
        List<Consumer<Redeemed>> lies = List.of(
                about -> bench.index.redeemers.put(about.predecessor(), 1L),
                about -> bench.index.redeemers.put(about.predecessor(), 2L),
                about -> bench.index.burnt.put(about.grant(), new Fork(1, 2)),
                about -> bench.index.burnt.put(about.grant(), new Fork(2, 2)));
        List<String> honestAnswers = new ArrayList<>();
        for (Consumer<Redeemed> lie : lies) {
            Event honest = RENEWALS.renewal(RENEWALS.live(100 + honestAnswers.size()), GRANT);
            honestAnswers.add(issued(honest));
            lie.accept(Redeemed.told(honest.data(CertificateIntended.class)).orElseThrow());
            assertThatThrownBy(() -> bench.log.append(List.of(honest), Consumed.NOTHING))
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining("does not fit");
            bench.log.catchUpIndex();
        }
        for (long first : new long[] {1, 2, 3}) {
            bench.index.withheld.put(3L, first);
            assertThatThrownBy(publisher::turn)
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining("does not fit");
        }
        publisher.turn();
        assertThat(answers.all()).isEqualTo(honestAnswers);
    }

    @Test
    void aForkWithholdsNothingThatCameBeforeIt() throws Exception {
        Event between = RENEWALS.renewal(RENEWALS.live(76), GRANT);
        answers.to(THIEF, between, AGENT);
        bench.index.withheld.put(2L, 1L);
        assertThatThrownBy(() -> answers.to(between))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("does not fit");
        answers.again();
        answers.to(between);
        assertThat(answers.all()).containsOnly(issued(between));
    }

    @Test
    void anotherGrantIsNotUsedUpByAFork() throws Exception {
        Event other = RENEWALS.renewal(RENEWALS.live(76), RENEWALS.grant(21));
        answers.to(THIEF, AGENT);
        bench.index.burnt.put(
                Redeemed.told(other.data(CertificateIntended.class))
                        .orElseThrow()
                        .grant(),
                new Fork(1, 2));
        assertThatThrownBy(() -> answers.to(other))
                .isInstanceOf(OutageException.class)
                .hasMessageContaining("does not fit");
        answers.again();
        answers.to(other);
        assertThat(answers.all()).containsOnly(issued(other));
    }

    @Test
    void aTokenThatIsAwayDelaysTheAnswer() throws Exception {
        HeadPublisher publisher = bench.begin();
        bench.log.append(List.of(THIEF, AGENT), Consumed.NOTHING);
        publisher.turn();
        bench.log.append(List.of(AGENT), Consumed.NOTHING);
        try (Workbench other = new Workbench(directory.resolve("other"))) {
            HeadSigner wrong = new HeadSigner(bench.verifier, other.signers);
            assertThatThrownBy(() -> wrong.withhold(AGENT.id(), THIEF.id()))
                    .isInstanceOf(OutageException.class)
                    .hasMessageContaining("other keys");
        }
        HeadSigner half = new HeadSigner(bench.verifier, bench.signers.subList(0, 1));
        assertThatThrownBy(() -> half.withhold(AGENT.id(), THIEF.id())).isInstanceOf(OutageException.class);
        publisher.turn();
        assertThat(answers.all()).endsWith(withheld(AGENT, THIEF));
    }

    private static OrderItem item(Event intent) throws Exception {
        return OrderItem.parse(intent.data(CertificateIntended.class).itemText());
    }

    private static String issued(Event intent) {
        return Answers.issued(intent);
    }

    private static String withheld(Event intent, Event first) {
        return Answers.withheld(intent, first);
    }
}
