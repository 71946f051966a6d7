package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.audit.core.TestEvents;
import io.countersign.audit.core.TestRenewals;
import io.countersign.contracts.Event;
import io.countersign.contracts.Json;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.TileTree;
import io.countersign.tlog.VerificationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The process dies without warning at each kind of write, on the real broker and database, and goes on each time. */
@WithStack
class KilledWhileWritingIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Moment, part of the file's name, which time: bundle, tile, read-back, commit, clean-up, publication. */
    private static final List<String> POINTS = List.of(
            "STARTING:entries:1",
            "RENAMED:entries:1",
            "TEMPORARY_DURABLE:tile/0:1",
            "DIRECTORY_DURABLE:tile/0:1",
            "READING_BACK:entries:1",
            "TEMPORARY_DURABLE:state:1",
            "RENAMED:state:1",
            "RENAMED:state:2",
            "STARTING:checkpoint:1",
            "RENAMED:checkpoint:2");

    /** Per round; over all rounds more than one full tile. */
    private static final int INTENTS = 30;

    private final AuditSite site;

    KilledWhileWritingIT(Stack stack) throws Exception {
        site = new AuditSite(stack, "killed");
    }

    @Test
    void neitherLosesNorDoublesALeafAndStillSendsEveryReceipt() throws Exception {
        site.start().terminate(Duration.ofSeconds(20));
        List<Event> all = new ArrayList<>();
        Map<String, String> forks = new TreeMap<>();
        for (String point : POINTS) {
            List<Event> intents = new ArrayList<>(IntStream.range(all.size(), all.size() + INTENTS)
                    .mapToObj(TestEvents::intent)
                    .toList());
            intents.addAll(forked(forks));
            site.publish(Topic.INTENTS, intents);
            all.addAll(intents);
            ServiceProcess dying = site.startToDieAt(point);
            assertThat(dying.exitCode(LIMIT)).as(point).isEqualTo(137);
            assertThat(site.verifyDirectory().findings())
                    .as("as left at " + point)
                    .isEmpty();
        }
        ServiceProcess service = site.start();
        List<String> wanted = all.stream().map(Event::id).sorted().toList();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(answered()).isEqualTo(wanted));
        assertThat(withheld()).isEqualTo(forks);
        service.terminate(Duration.ofSeconds(20));

        VerificationReport report = site.verifyDirectory();
        assertThat(report.findings()).isEmpty();
        long size = report.checkpoint().orElseThrow().size();
        assertThat(report.unsignedEntries()).isZero();
        assertThat(size).isEqualTo(1 + all.size());
        TileTree tree = new TileTree(new FileTileStore(site.logDirectory));
        List<String> leaves = new ArrayList<>();
        for (long leaf = 1; leaf < size; leaf++) {
            leaves.add(Json.parse(tree.leaf(leaf, size)).get("id").textValue());
        }
        assertThat(leaves).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
    }

    /** A pair of renewals by one key, under a grant of its own; remembers which is to be withheld for which. */
    private List<Event> forked(Map<String, String> forks) {
        TestRenewals.Grant grant = site.renewals.grant(20 + forks.size());
        TestRenewals.Live live = site.renewals.live(100 + forks.size());
        Event first = site.renewals.renewal(live, grant);
        Event second = site.renewals.renewal(live, grant);
        forks.put(second.id(), first.id());
        return List.of(first, second);
    }

    /** Which intent has which kind of answer; one with both kinds would be there twice. */
    private List<String> answered() throws Exception {
        return site.read(Topic.RECEIPTS).stream()
                .map(answer -> answer.type() + " " + answer.causationId().orElseThrow())
                .distinct()
                .map(answer -> answer.substring(answer.indexOf(' ') + 1))
                .sorted()
                .toList();
    }

    private Map<String, String> withheld() throws Exception {
        Map<String, String> withheld = new TreeMap<>();
        for (Event answer : site.read(Topic.RECEIPTS)) {
            if (answer.data() instanceof ReceiptWithheld data) {
                withheld.put(data.intent(), data.first());
            }
        }
        return withheld;
    }
}
