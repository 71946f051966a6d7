package io.countersign.signer;

import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The audit-service at work: a receipt for every intent, the same one for the same intent. */
final class Auditor implements AutoCloseable {
    private final SignerWorld world;
    private final SignerWorld.Tap intents;
    private final Producer<String, byte[]> producer;
    private final Map<String, Event> receipts = new HashMap<>();
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
            for (Event intent : all.subList(seen, all.size())) {
                Event receipt =
                        receipts.computeIfAbsent(intent.id(), id -> world.log().receipt(intent, Instant.now()));
                var unused = producer.send(new ProducerRecord<>(
                        Topic.RECEIPTS.wireName(),
                        Outbound.partition(Topic.RECEIPTS, receipt.subject()),
                        receipt.subject(),
                        receipt.bytes()));
            }
            seen = all.size();
        }
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
