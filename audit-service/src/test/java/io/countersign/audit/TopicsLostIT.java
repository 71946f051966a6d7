package io.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.audit.core.TestEvents;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Topic;
import io.countersign.stack.ServiceProcess;
import io.countersign.stack.Stack;
import io.countersign.stack.WithStack;
import io.countersign.tlog.FileTileStore;
import io.countersign.tlog.TileTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody deletes all topics and makes them anew under the running service. */
@WithStack
class TopicsLostIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AuditSite site;

    TopicsLostIT(Stack stack) throws Exception {
        site = new AuditSite(stack, "topics");
    }

    @Test
    void theLossIsALeafAndTheSameIntentIsNotLoggedTwice() throws Exception {
        ServiceProcess service = site.start();
        Event intent = TestEvents.intent(1);
        site.publish(Topic.INTENTS, List.of(intent));
        await().atMost(LIMIT).until(() -> !site.read(Topic.RECEIPTS).isEmpty());

        site.stack.resetTopics();
        site.publish(Topic.INTENTS, List.of(intent, TestEvents.intent(2)));
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> site.read(Topic.RECEIPTS).size() >= 2);
        service.terminate(Duration.ofSeconds(20));

        long size = site.verifyDirectory().checkpoint().orElseThrow().size();
        TileTree tree = new TileTree(new FileTileStore(site.logDirectory));
        List<Event> leaves = new ArrayList<>();
        for (long leaf = 0; leaf < size; leaf++) {
            leaves.add(EventCodec.decode(tree.leaf(leaf, size)));
        }
        assertThat(leaves).filteredOn(leaf -> leaf.id().equals(intent.id())).hasSize(1);
        assertThat(leaves)
                .filteredOn(leaf -> leaf.type() == EventType.TOPIC_RECREATED)
                .extracting(Event::subject)
                .contains(Topic.INTENTS.wireName());
    }
}
