package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.tlog.LogCorruptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends the receipts of intents. Sent before remembered: a crash between the two sends them again, with the same ids. */
final class ReceiptSender {
    /** At 60 KB an intent, one turn holds at most about 30 MB. */
    private static final int AT_ONCE = 500;

    private final AuditLog log;
    private final Receipts receipts;
    private final Announcer announcer;
    private final InstantSource clock;

    ReceiptSender(AuditLog log, Receipts receipts, Announcer announcer, InstantSource clock) {
        this.log = log;
        this.receipts = receipts;
        this.announcer = announcer;
        this.clock = clock;
    }

    void sendOwed(Published published) throws OutageException, IOException {
        long size = published.checkpoint().size();
        List<Long> owed = log.owedReceipts(size);
        for (int from = 0; from < owed.size(); from += AT_ONCE) {
            List<Long> now = owed.subList(from, Math.min(owed.size(), from + AT_ONCE));
            List<Event> events = new ArrayList<>();
            for (long leafIndex : now) {
                events.add(receipt(leafIndex, published));
            }
            announcer.announce(events);
            boolean last = from + AT_ONCE >= owed.size();
            log.receiptsSent(last ? size : now.get(now.size() - 1) + 1, now);
        }
        if (owed.isEmpty()) {
            log.receiptsSent(size, List.of());
        }
    }

    private Event receipt(long leafIndex, Published published) throws IOException {
        byte[] leaf = log.leaf(leafIndex);
        String proof = new String(receipts.receipt(leafIndex, published).format(), StandardCharsets.UTF_8);
        Event intent;
        try {
            intent = EventCodec.decode(leaf);
        } catch (UnreadableException e) {
            throw new LogCorruptException("leaf " + leafIndex + " is no event: " + e.getMessage(), e);
        }
        return Event.of(
                EventType.RECEIPT_ISSUED,
                ServiceName.AUDIT.source(),
                intent.subject(),
                clock.instant(),
                new ReceiptIssued(intent.id(), Json.parse(leaf), proof),
                Optional.of(intent.id()));
    }
}
