package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import io.countersign.runtime.life.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicLong;

/** What a loop tells about one input. */
final class LoopMetrics {
    final Counter received;
    final Counter published;
    final Counter deadLetters;
    final Counter aborts;
    final Timer step;
    final Timer transaction;
    final AtomicLong lag = new AtomicLong();
    final AtomicLong held = new AtomicLong();

    LoopMetrics(Metrics metrics, Topic topic) {
        String[] tags = {"topic", topic.wireName()};
        received = metrics.counter("countersign_records_received", "Records handed to the step of this topic.", tags);
        published = metrics.counter("countersign_records_published", "Events committed by this topic's step.", tags);
        deadLetters = metrics.counter("countersign_dead_letters", "Records of this topic given up on.", tags);
        aborts = metrics.counter("countersign_transactions_aborted", "Transactions taken back and repeated.", tags);
        step = metrics.timer("countersign_step_seconds", "Time to decide about a batch.", tags);
        transaction = metrics.timer("countersign_transaction_seconds", "Time from begin to commit.", tags);
        metrics.gauge(
                "countersign_lag_records", "Records of this topic not yet read by this instance.", lag::get, tags);
        metrics.gauge("countersign_held_partitions", "Partitions of this topic that wait.", held::get, tags);
    }
}
