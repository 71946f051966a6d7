package io.countersign.signer;

import static org.awaitility.Awaitility.await;

import io.countersign.contracts.Event;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.stack.Stack;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Registry and audit-service at work: approved orders for three CAs without a pause, and a receipt for every intent. */
final class Traffic implements AutoCloseable {
    /** Orders that wait for a certificate; more would only make a dead HSM's backlog longer. */
    private static final int WAITING = 60;

    private static final List<String> CAS = List.of("ca", "etcd-ca", "front-proxy-ca");

    private final SignerWorld world;
    private final SignerWorld.Tap intents;
    private final Producer<String, byte[]> registry;
    private final Producer<String, byte[]> audit;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private final Map<Sha256, String> orders = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean ordering = true;
    private volatile boolean open = true;

    Traffic(Stack stack, SignerWorld world) {
        this.world = world;
        this.intents = world.tap(Topic.INTENTS);
        this.registry = stack.kafka(ServiceName.REGISTRY).producer();
        this.audit = stack.kafka(ServiceName.AUDIT).producer();
        this.work = thread.submit(this::flow);
    }

    /** The CA that each order names. */
    Map<Sha256, String> orders() {
        return Map.copyOf(orders);
    }

    /** How many orders have their certificates; keeps the backlog bounded. */
    void answered(int count) {
        answered.set(count);
    }

    /** No further orders; those under way still get their receipts. */
    void stopOrdering() {
        ordering = false;
    }

    @Override
    public void close() {
        ordering = false;
        open = false;
        try (registry;
                audit) {
            thread.shutdown();
            await("end of traffic").until(work::isDone);
        }
    }

    /** A fault of the traffic itself would pass for a silent signer. */
    boolean flows() {
        return !work.isDone();
    }

    private void flow() {
        int seen = 0;
        while (open) {
            if (ordering && orders.size() - answered.get() < WAITING) {
                CAS.forEach(this::order);
            }
            List<Event> all = intents.events();
            all.subList(seen, all.size()).forEach(this::receipt);
            seen = all.size();
        }
    }

    private void order(String ca) {
        Event approved = Orders.under(world.installation(), ca);
        byte[] payload =
                Base64.getUrlDecoder().decode(approved.data(CsrApproved.class).payload());
        orders.put(Sha256.of(payload), ca);
        send(registry, Topic.APPROVALS, approved);
    }

    /** An intent told again gets its receipt again, as the log does it. */
    private void receipt(Event intent) {
        Event receipt = world.log().receipt(intent, Instant.now());
        world.log().told().forEach(checkpoint -> send(audit, Topic.CHECKPOINTS, checkpoint));
        send(audit, Topic.RECEIPTS, receipt);
    }

    private static void send(Producer<String, byte[]> producer, Topic topic, Event event) {
        var unused = producer.send(new ProducerRecord<>(
                topic.wireName(), Outbound.partition(topic, event.subject()), event.subject(), event.bytes()));
    }
}
