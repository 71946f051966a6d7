package io.countersign.signer.kafka;

import io.countersign.contracts.UnreadableException;
import io.countersign.runtime.kafka.DeadLetters;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import io.countersign.runtime.kafka.TopicReplica;
import io.countersign.signer.core.OutageException;
import io.countersign.signer.core.TrustState;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings what is believed up to date before a batch: the spool first, which no broker can hide, then {@code trust} to its end. Both
 * steps share it, on the loop's thread.
 */
public final class TrustFeed {
    /** Reads what is new of the topic; a fault is an outage. */
    @FunctionalInterface
    public interface Source {
        List<Inbound> catchUp() throws StepUnavailable;
    }

    private final TrustState trust;
    private final Source source;
    private final DeadLetters deadLetters;

    public TrustFeed(TrustState trust, TopicReplica topic, DeadLetters deadLetters) {
        this(trust, topic::catchUp, deadLetters);
    }

    TrustFeed(TrustState trust, Source source, DeadLetters deadLetters) {
        this.trust = trust;
        this.source = source;
        this.deadLetters = deadLetters;
    }

    /** Dead letters of what is not believed; the same again whenever the source had to begin anew. */
    List<Outbound> catchUp() throws StepUnavailable {
        List<Outbound> letters = new ArrayList<>();
        try {
            trust.readSpool();
            for (Inbound inbound : source.catchUp()) {
                if (inbound.value().isPresent()) {
                    take(inbound, letters);
                }
            }
        } catch (OutageException e) {
            throw new StepUnavailable(e.getMessage(), e);
        }
        return letters;
    }

    private void take(Inbound inbound, List<Outbound> letters) throws OutageException {
        try {
            trust.take(inbound.decode(), inbound.bytes());
        } catch (UnreadableException e) {
            letters.add(deadLetters.of(inbound, e));
        }
    }
}
