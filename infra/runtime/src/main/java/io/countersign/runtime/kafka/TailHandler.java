package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.util.List;

/**
 * Owns what was read and how far, in one store of its own. Every method is called on the tail's one thread; any may throw {@link
 * StepUnavailable}, and the same records come again later. A RuntimeException is treated the same, and logged as the fault it is.
 */
public interface TailHandler {
    /** How far this reader has come, from its own store; asked at each (re)connection. */
    Offsets offsets() throws StepUnavailable;

    /**
     * Takes a batch. On return, the effects of the batch and {@code next} are durable together. Bad input is the handler's to
     * answer; it never stops the partition.
     *
     * @param batch in order of offset within each partition; empty when only offsets moved (transaction markers)
     * @param next where reading goes on afterwards
     */
    void handle(List<Inbound> batch, Offsets next) throws StepUnavailable;

    /**
     * Another topic stands under a known name; reading starts at its beginning. On return, {@code next} is durable.
     *
     * @param next has the topic at 0 under its new id
     */
    void topicRecreated(Topic topic, String formerId, String id, Offsets next) throws StepUnavailable;

    /**
     * The broker no longer has (or never had) the offset asked for; reading goes on at {@code from}. Called before the first
     * record from there.
     */
    default void gap(Topic topic, int partition, long wanted, long from) throws StepUnavailable {}

    /** About every 100 ms, records or not. */
    default void tick() throws StepUnavailable {}
}
