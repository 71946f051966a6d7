package io.countersign.signer;

import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The audit-service at work: a receipt for every intent, under a checkpoint told before. */
final class Auditor implements AutoCloseable {
    private final SignerWorld world;
    private final SignerWorld.Tap intents;
    private final Producer<String, byte[]> producer;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private volatile boolean open = true;

    Auditor(Stack stack, SignerWorld world) {
        this.world = world;
        this.intents = world.tapFromBeginning(Topic.INTENTS);
        this.producer = stack.kafka(ServiceName.AUDIT).producer();
        this.work = thread.submit(this::answer);
    }

    private void answer() {
        int seen = 0;
        while (open) {
            var all = intents.events();
            all.subList(seen, all.size()).stream()
                    .filter(event -> event.type() != EventType.CHECKPOINT_WANTED)
                    .forEach(this::receipt);
            seen = all.size();
        }
    }

    private void receipt(Event intent) {
        Event receipt = world.log().receipt(intent, Instant.now());
        world.log().told().forEach(checkpoint -> send(Topic.CHECKPOINTS, checkpoint));
        send(Topic.RECEIPTS, receipt);
    }

    private void send(Topic topic, Event event) {
        var unused = producer.send(new ProducerRecord<>(
                topic.wireName(), Outbound.partition(topic, event.subject()), event.subject(), event.bytes()));
    }

    /** Before the world closes its taps. */
    @Override
    public void close() {
        open = false;
        try (producer) {
            thread.shutdown();
            await("end of auditing").until(work::isDone);
        }
    }
}
