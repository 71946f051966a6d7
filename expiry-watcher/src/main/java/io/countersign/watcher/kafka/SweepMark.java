package io.countersign.watcher.kafka;

import io.countersign.watcher.core.DueSweep;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is committed for a partition: how far its records have been taken into account, and up to when everything that came due
 * has been told. The text is the mark alone, so that no other state hides in Kafka's offsets.
 *
 * @param offset the first record not yet taken into account
 * @param at {@link Instant#MIN} when nothing has been told
 */
record SweepMark(long offset, Instant at) {
    static final SweepMark NONE = new SweepMark(0, Instant.MIN);

    private static final Logger LOG = LoggerFactory.getLogger(SweepMark.class);

    /** @param committed null when nothing was committed */
    static SweepMark of(OffsetAndMetadata committed) {
        if (committed == null) {
            return NONE;
        }
        try {
            return new SweepMark(committed.offset(), Instant.parse(committed.metadata()));
        } catch (DateTimeException e) {
            // Somebody else committed (an operator's reset): telling again, with the same event ids, is the safe side.
            LOG.warn("the committed mark '{}' is none, everything is told again", committed.metadata(), e);
            return NONE;
        }
    }

    static SweepMark of(long offset, DueSweep sweep) {
        return new SweepMark(offset, sweep.mark());
    }

    OffsetAndMetadata toCommit() {
        return new OffsetAndMetadata(offset, at.toString());
    }
}
