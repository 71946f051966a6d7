package io.countersign.runtime.kafka;

import io.countersign.contracts.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Events and offsets of one batch, both or neither. The offsets carry the consumer's generation, so an instance that has lost
 * the partition cannot commit (security.md 4.2).
 */
final class InputTransaction {
    /** Taken back for sure; the batch may be tried again with the same producer. */
    static final class Aborted extends Exception {
        private static final long serialVersionUID = 1L;

        Aborted(Throwable cause) {
            super(cause);
        }

        /** Whether an event itself is to blame (too large, refused by the broker), so that no repetition helps. */
        boolean blamesContent() {
            Throwable cause = getCause();
            while (cause instanceof KafkaException && !(cause instanceof ApiException) && cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause instanceof RecordTooLargeException || cause instanceof InvalidRecordException;
        }
    }

    /** The outcome is unknown or the producer is finished: only new clients, starting from what is committed, are right. */
    static final class Lost extends Exception {
        private static final long serialVersionUID = 1L;

        Lost(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    private final Topic input;
    private final Producer<byte[], byte[]> producer;
    private final StepKillPoints killPoints;

    InputTransaction(Topic input, Producer<byte[], byte[]> producer, StepKillPoints killPoints) {
        this.input = input;
        this.producer = producer;
        this.killPoints = killPoints;
    }

    void run(List<Outbound> outbounds, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group)
            throws Aborted, Lost {
        boolean open = false;
        try {
            killPoints.reached(input, StepKillPoints.Moment.BEFORE_SEND);
            producer.beginTransaction();
            open = true;
            AtomicReference<Exception> unsent = new AtomicReference<>();
            for (Outbound outbound : outbounds) {
                // The callback only remembers: a failed send also fails the commit, which says less about the cause.
                var sent = producer.send(outbound.toRecord(), (metadata, failure) -> {
                    if (failure != null) {
                        unsent.compareAndSet(null, failure);
                    }
                });
                if (sent.isDone() && unsent.get() != null) {
                    throw new KafkaException(unsent.get());
                }
            }
            killPoints.reached(input, StepKillPoints.Moment.AFTER_SEND);
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, group);
            }
            killPoints.reached(input, StepKillPoints.Moment.BEFORE_COMMIT);
            commit(unsent);
            open = false;
            killPoints.reached(input, StepKillPoints.Moment.AFTER_COMMIT);
        } catch (RuntimeException e) {
            // Who did not answer will not answer the abort either; the next producer's start closes what is open.
            if (!open || isFatal(e) || isUnknown(e)) {
                throw new Lost(e);
            }
            abort(e);
        }
    }

    private void commit(AtomicReference<Exception> unsent) {
        try {
            producer.commitTransaction();
        } catch (KafkaException e) {
            Exception first = unsent.get();
            if (first != null && !isFatal(e) && !isUnknown(e)) {
                throw new KafkaException(first);
            }
            throw e;
        }
    }

    private void abort(RuntimeException cause) throws Aborted, Lost {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            e.addSuppressed(cause);
            throw new Lost(e);
        }
        throw new Aborted(cause);
    }

    /** The commit may have happened: asking again with other clients is the only way to know. */
    private static boolean isUnknown(RuntimeException e) {
        return e instanceof TimeoutException || e instanceof InterruptException || e instanceof RetriableException;
    }

    private static boolean isFatal(RuntimeException e) {
        return e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof OutOfOrderSequenceException
                || e instanceof AuthorizationException
                || e instanceof UnsupportedVersionException
                // A producer whose state is spoilt; the abort that would follow fails just the same.
                || e instanceof IllegalStateException;
    }
}
