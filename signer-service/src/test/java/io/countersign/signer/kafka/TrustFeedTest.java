package io.countersign.signer.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Installation;
import io.countersign.orders.SignedStop;
import io.countersign.orders.TrustDraft;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.signer.TestLog;
import io.countersign.signer.core.MemorySpool;
import io.countersign.signer.core.QuietWatch;
import io.countersign.signer.core.SettableClock;
import io.countersign.signer.core.TrustState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each record of the topic is given once, whatever happens while it is taken. */
final class TrustFeedTest {
    private static final TestLog LOG = new TestLog();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Installation INSTALLATION = Installation.at(NOW, LOG.trust());

    private final SettableClock clock = new SettableClock(NOW);
    private final MemorySpool spool = new MemorySpool();
    private final List<Inbound> topic = new ArrayList<>();
    private long offset;
    private int pageSize = Integer.MAX_VALUE;

    @Test
    void takesAStopAgainThatTheDiskDidNotTake() throws Exception {
        TrustState trust = trust(clock);
        TrustFeed feed = feed(trust);
        tell("stop/x", new byte[] {1});
        tell(freeze());
        spool.full = true;
        assertThatThrownBy(feed::catchUp).isInstanceOf(StepUnavailable.class);
        assertThat(trust.view().stops().inForce()).isEmpty();
        spool.full = false;
        assertThat(feed.catchUp()).as("of the garbage, met before").hasSize(1);
        assertThat(trust.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
        assertThat(feed.catchUp()).isEmpty();
    }

    @Test
    void readsNothingByAClockThatIsKnownToBeWrong() throws Exception {
        TrustState trust = trust(clock);
        TrustFeed feed = feed(trust);
        feed.catchUp();
        tell(freeze());
        clock.set(Duration.ofHours(-2));
        assertThatThrownBy(feed::catchUp).isInstanceOf(StepUnavailable.class).hasMessageContaining("clock");
        clock.set(Duration.ofHours(2));
        assertThat(feed.catchUp()).isEmpty();
        assertThat(trust.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    @Test
    void takesAStopAndAVersionOnceTheirTimeHasComeByItsClock() throws Exception {
        SettableClock slow = new SettableClock(NOW.minusSeconds(90));
        TrustState trust = trust(slow);
        TrustFeed feed = feed(trust);
        byte[] second = INSTALLATION.file(
                TrustDraft.after(INSTALLATION.trust())
                        .useByCap(Duration.ofHours(12))
                        .content(NOW, Duration.ofDays(30)),
                0,
                1);
        Event published = event(
                EventType.TRUST_PUBLISHED, "version/2", new TrustPublished(2, Sha256.of(second), Bytes.of(second)));
        tell(freeze());
        tell(published);
        tell(event(
                EventType.TRUST_LOGGED,
                "logged/2",
                new TrustLogged(2, published.id(), new String(LOG.log(published).format(), StandardCharsets.UTF_8))));
        assertThat(feed.catchUp()).as("for a person to see").hasSize(2);
        assertThat(feed.catchUp()).isEmpty();
        assertThat(trust.view().stops().inForce()).isEmpty();
        slow.advance(Duration.ofMinutes(1));
        assertThat(feed.catchUp()).isEmpty();
        assertThat(trust.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
        assertThat(trust.view().document().version()).isEqualTo(2);
    }

    @Test
    void readsPageByPageAndRationsItsLettersAboutJunk() throws Exception {
        TrustState trust = trust(clock);
        pageSize = 100;
        for (int junk = 0; junk < 1_000; junk++) {
            tell("stop/" + junk, new byte[] {1});
        }
        tell(freeze());
        TrustFeed feed = feed(trust);
        assertThat(feed.catchUp()).hasSize(200);
        assertThat(trust.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    @Test
    void letsNothingBeDecidedBeforeItReachedTheEndThatMovesAway() throws Exception {
        TrustState trust = trust(clock);
        pageSize = 1;
        for (int junk = 0; junk < 20; junk++) {
            tell("stop/" + junk, new byte[] {1});
        }
        tell(freeze());
        TrustFeed feed = feed(trust);
        assertThatThrownBy(feed::catchUp).isInstanceOf(StepUnavailable.class).hasMessageContaining("reading goes on");
        assertThat(feed.catchUp()).hasSize(20);
        assertThat(trust.view().stops().onLineage(Installation.ETCD_PEER)).isPresent();
    }

    private TrustState trust(SettableClock its) {
        return new TrustState(INSTALLATION.trust(), spool, its.steady(), new QuietWatch());
    }

    private TrustFeed feed(TrustState trust) {
        return new TrustFeed(trust, this::news, new DeadLetters(ServiceName.SIGNER, clock, id -> "id-of-" + id));
    }

    private List<Inbound> news() {
        List<Inbound> page = topic.subList(0, Math.min(pageSize, topic.size()));
        List<Inbound> news = List.copyOf(page);
        page.clear();
        return news;
    }

    private void tell(Event event) {
        tell(event.subject(), event.bytes());
    }

    private void tell(String key, byte[] value) {
        topic.add(new Inbound(Topic.TRUST, 0, offset++, key, Optional.of(Bytes.of(value)), NOW));
    }

    private static Event freeze() throws Exception {
        SignedStop stop = INSTALLATION.signed(
                INSTALLATION.stopWriter().freeze("demo", Optional.of(Installation.ETCD_PEER), "key copied"), 2);
        return event(
                EventType.STOP_ORDERED, "stop/" + stop.digest(), new StopOrdered(stop.payload(), stop.approvals()));
    }

    private static Event event(EventType type, String subject, EventData data) {
        return Event.of(type, ServiceName.REGISTRY.source(), subject, NOW, data, Optional.empty());
    }
}
