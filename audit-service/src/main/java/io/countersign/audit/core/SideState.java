package io.countersign.audit.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.countersign.contracts.Json;
import io.countersign.tlog.LogCorruptException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is committed together with the leaves, in the log's own state file.
 *
 * @param at when this was written: a clock that went back since is noticed at the next start
 * @param receiptsSentUpTo every intent before this leaf index has its receipt on the topic
 * @param resend intents before that index that came again, so their receipts go out again
 */
record SideState(Instant at, Consumed consumed, long receiptsSentUpTo, List<Long> resend) {
    SideState {
        resend = List.copyOf(resend);
    }

    static final SideState EMPTY = new SideState(Instant.EPOCH, Consumed.NOTHING, 0, List.of());

    byte[] encode() {
        return Json.canonical(this);
    }

    static SideState decode(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return EMPTY;
        }
        try {
            return Json.STRICT.readValue(bytes, SideState.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new LogCorruptException("the side state of the log cannot be read: " + e.getMessage(), e);
        }
    }

    SideState consumed(Consumed next, Collection<Long> again, Instant now) {
        SortedSet<Long> all = new TreeSet<>(resend);
        all.addAll(again);
        return new SideState(now, next, receiptsSentUpTo, List.copyOf(all));
    }

    SideState receiptsSent(long upTo, Collection<Long> sent, Instant now) {
        SortedSet<Long> left = new TreeSet<>(resend);
        left.removeAll(sent);
        return new SideState(now, consumed, Math.max(receiptsSentUpTo, upTo), List.copyOf(left));
    }
}
