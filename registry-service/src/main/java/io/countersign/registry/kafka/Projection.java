package io.countersign.registry.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.registry.core.ConsumedOffsets;
import io.countersign.registry.core.Outcomes;
import io.countersign.registry.core.StoreException;
import io.countersign.registry.core.Stores;
import io.countersign.registry.core.Transactions;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Offsets;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TailHandler;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes outcomes and renewals into the inventory, in one transaction with how far they have been read. What cannot be read or does
 * not verify becomes a dead letter in the same transaction; no record stops the reading.
 */
public final class Projection implements TailHandler {
    /** What the registry reads. */
    public static final Set<Topic> TOPICS = Set.of(Topic.CERTIFICATES, Topic.RENEWALS);

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

    private final Transactions transactions;
    private final Outcomes outcomes;
    private final InstantSource clock;

    public Projection(Transactions transactions, Outcomes outcomes, InstantSource clock) {
        this.transactions = transactions;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    @Override
    public Offsets offsets() throws StepUnavailable {
        return durable(stores -> {
            Offsets offsets = Offsets.NONE;
            for (Map.Entry<String, ConsumedOffsets.Position> stored :
                    stores.consumed().lock().entrySet()) {
                Topic topic = Topic.of(stored.getKey()).orElseThrow();
                ConsumedOffsets.Position position = stored.getValue();
                for (Map.Entry<Integer, Long> next : position.next().entrySet()) {
                    offsets = offsets.with(topic, position.topicId(), next.getKey(), next.getValue());
                }
            }
            return offsets;
        });
    }

    @Override
    public void handle(List<Inbound> batch, Offsets next) throws StepUnavailable {
        try {
            durable(stores -> take(batch, next, stores));
        } catch (RuntimeException fault) {
            // One record is at fault and the transaction with it: find it, so that it costs only itself.
            LOG.error(
                    "a batch of {} records failed, taking them one by one: {}", batch.size(), fault.toString(), fault);
            for (Inbound inbound : batch) {
                alone(inbound, next);
            }
            durable(stores -> take(List.of(), next, stores));
        }
    }

    @Override
    public void topicRecreated(Topic topic, String formerId, String id, Offsets next) throws StepUnavailable {
        LOG.error("{} was {} and is {} now: reading it from its beginning", topic.wireName(), formerId, id);
        durable(stores -> {
            stores.consumed().lock();
            put(next, stores);
            return null;
        });
    }

    @Override
    public void gap(Topic topic, int partition, long wanted, long from) throws StepUnavailable {
        LOG.error("{}/{} has lost what stood from {} to {}", topic.wireName(), partition, wanted, from);
        durable(stores -> {
            ConsumedOffsets.Position position = stores.consumed().lock().get(topic.wireName());
            if (position != null) {
                stores.consumed()
                        .reset(
                                topic.wireName(),
                                new ConsumedOffsets.Position(position.topicId(), Map.of(partition, from)));
            }
            return null;
        });
    }

    private Void take(List<Inbound> batch, Offsets next, Stores stores) throws RefusedException {
        Map<String, ConsumedOffsets.Position> stored = stores.consumed().lock();
        for (Inbound inbound : batch) {
            if (isNews(inbound, next, stored)) {
                apply(inbound, next, stores);
            }
        }
        put(next, stores);
        return null;
    }

    private void alone(Inbound inbound, Offsets next) throws StepUnavailable {
        Offsets behind = Offsets.NONE.with(
                inbound.topic(),
                next.topicId(inbound.topic()).orElseThrow(),
                inbound.partition(),
                inbound.offset() + 1);
        try {
            durable(stores -> {
                Map<String, ConsumedOffsets.Position> stored = stores.consumed().lock();
                if (isNews(inbound, next, stored)) {
                    apply(inbound, next, stores);
                    putOne(inbound, behind, stores);
                }
                return null;
            });
        } catch (RuntimeException fault) {
            LOG.error("{} cannot be taken: {}", inbound.position(), fault.toString(), fault);
            durable(stores -> {
                stores.consumed().lock();
                letter(
                        inbound,
                        next,
                        new UnreadableException(UnreadableReason.PROCESSING_FAILED, fault.toString()),
                        stores);
                putOne(inbound, behind, stores);
                return null;
            });
        }
    }

    private void apply(Inbound inbound, Offsets next, Stores stores) {
        try {
            Event event = inbound.decode();
            outcomes.apply(event, stores);
        } catch (UnreadableException unreadable) {
            letter(inbound, next, unreadable, stores);
        }
    }

    private void letter(Inbound inbound, Offsets next, UnreadableException why, Stores stores) {
        LOG.warn("{} goes to dead letters: {}", inbound.position(), why.getMessage());
        Event letter = new DeadLetters(ServiceName.REGISTRY, clock, topic -> next.topicId(topic)
                        .orElseThrow())
                .of(inbound, why)
                .event();
        stores.announcements()
                .announce(letter.type(), letter.subject(), letter.time(), letter.data(), letter.causationId());
    }

    /** Another registry may have taken it meanwhile: the lock on the offsets decides who was first. */
    private static boolean isNews(Inbound inbound, Offsets next, Map<String, ConsumedOffsets.Position> stored) {
        ConsumedOffsets.Position position = stored.get(inbound.topic().wireName());
        return position == null
                || !next.topicId(inbound.topic()).orElseThrow().equals(position.topicId())
                || inbound.offset() >= position.next().getOrDefault(inbound.partition(), 0L);
    }

    private static void put(Offsets next, Stores stores) {
        next.topics().forEach((topic, offsets) -> {
            Map<Integer, Long> positions = new HashMap<>();
            for (int partition = 0; partition < offsets.next().size(); partition++) {
                positions.put(partition, offsets.next().get(partition));
            }
            stores.consumed().advance(topic, new ConsumedOffsets.Position(offsets.topicId(), positions));
        });
    }

    private static void putOne(Inbound inbound, Offsets behind, Stores stores) {
        stores.consumed()
                .advance(
                        inbound.topic().wireName(),
                        new ConsumedOffsets.Position(
                                behind.topicId(inbound.topic()).orElseThrow(),
                                Map.of(inbound.partition(), inbound.offset() + 1)));
    }

    private <T> T durable(Transactions.Work<T> work) throws StepUnavailable {
        try {
            return transactions.run(work);
        } catch (StoreException failure) {
            if (failure.isOutage()) {
                throw new StepUnavailable("the database is away", failure);
            }
            throw failure;
        } catch (RefusedException refused) {
            throw new IllegalStateException("projecting refuses nothing", refused);
        }
    }
}
