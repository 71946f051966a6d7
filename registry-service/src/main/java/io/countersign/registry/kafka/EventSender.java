package io.countersign.registry.kafka;

import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import java.util.List;

/** Where the relay puts its events. Used by one thread. */
interface EventSender extends AutoCloseable {
    /**
     * Makes sure that from now on nobody else's events get through. To be called before the events to send are looked up, or
     * events of a former look could follow those of a newer sender.
     */
    void exclude() throws StepUnavailable;

    /** Returns when the brokers have all of it; when it throws, they may have all or nothing of it. Excludes nobody by itself. */
    void send(List<Outbound> outbounds) throws StepUnavailable;

    /** Forgets what was excluded; the next {@link #exclude} starts anew. */
    void release();

    @Override
    void close();
}
