package io.countersign.signer.kafka;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TopicReplica;
import io.countersign.signer.core.CrlBook;
import io.countersign.signer.core.OutageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** Reads the CRLs that {@code certificates} holds, to its end. On the loop's thread. */
public final class CrlFeed {
    /** A CRL's life and some hours: older ones matter only where nothing was published since. */
    public static final Duration WINDOW = Duration.ofHours(26);

    /** Reads what is new of the topic; a fault is an outage. */
    interface Source {
        List<Inbound> catchUp() throws StepUnavailable;

        /** The next reading begins at the first record there is, however many calls it takes to its end. */
        void fromBeginning();
    }

    private final CrlBook book;
    private final Source source;
    private final DeadLetters deadLetters;
    private final Function<Topic, String> topicIds;
    /** What the source handed over and the book has not taken. */
    private final Queue<Inbound> handedOver = new ArrayDeque<>();

    private final List<Outbound> letters = new ArrayList<>();
    /** Of the topic that was read; null before the first reading. */
    private String topicId;
    /** All of this topic has been read, or is being read. */
    private boolean whole;

    /**
     * The feed of one process.
     *
     * @param topicIds Kafka's id of a topic, as the source knows it after a reading
     */
    public CrlFeed(CrlBook book, TopicReplica topic, DeadLetters deadLetters, Function<Topic, String> topicIds) {
        this(
                book,
                new Source() {
                    @Override
                    public List<Inbound> catchUp() throws StepUnavailable {
                        return topic.catchUp();
                    }

                    @Override
                    public void fromBeginning() {
                        topic.fromBeginning();
                    }
                },
                deadLetters,
                topicIds);
    }

    CrlFeed(CrlBook book, Source source, DeadLetters deadLetters, Function<Topic, String> topicIds) {
        this.book = book;
        this.source = source;
        this.deadLetters = deadLetters;
        this.topicIds = topicIds;
    }

    /** Dead letters of what is no CRL of ours; the same again whenever the source had to begin anew. */
    List<Outbound> catchUp() throws StepUnavailable {
        if (book.keys().isEmpty()) {
            return List.of();
        }
        takeAll();
        read();
        while (!whole && !book.isShown()) {
            // Before the reading, which may take more than one call: asked for again, it would never end.
            whole = true;
            source.fromBeginning();
            read();
        }
        List<Outbound> told = List.copyOf(letters);
        letters.clear();
        return told;
    }

    private void read() throws StepUnavailable {
        handedOver.addAll(source.catchUp());
        String id = topicIds.apply(Topic.CERTIFICATES);
        if (!id.equals(topicId)) {
            book.topicAnew();
            topicId = id;
            whole = false;
        }
        takeAll();
    }

    /** The source does not hand over a record twice: one that the book could not keep now stays here until it can. */
    private void takeAll() throws StepUnavailable {
        while (!handedOver.isEmpty()) {
            take(handedOver.element());
            handedOver.remove();
        }
    }

    private void take(Inbound inbound) throws StepUnavailable {
        try {
            Event event = Routing.decode(inbound);
            if (event.type() == EventType.CRL_PUBLISHED) {
                book.take(event);
            }
        } catch (UnreadableException e) {
            letters.add(deadLetters.of(inbound, e));
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
    }
}
