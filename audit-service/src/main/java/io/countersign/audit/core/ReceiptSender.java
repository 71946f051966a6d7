package io.countersign.audit.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.ReceiptIssued;
import io.countersign.contracts.event.ReceiptWithheld;
import io.countersign.tlog.LogCorruptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers intents: with a receipt, or with word that it is withheld. Sent before remembered: a crash between the two sends them again, with the same ids. */
final class ReceiptSender {
    /** At 60 KB an intent, one turn holds at most about 30 MB. */
    private static final int AT_ONCE = 500;

    private final AuditLog log;
    private final Receipts receipts;
    private final HeadSigner signer;
    private final Announcer announcer;
    private final InstantSource clock;
    private final AuditMeter meter;

    ReceiptSender(
            AuditLog log,
            Receipts receipts,
            HeadSigner signer,
            Announcer announcer,
            InstantSource clock,
            AuditMeter meter) {
        this.log = log;
        this.receipts = receipts;
        this.signer = signer;
        this.announcer = announcer;
        this.clock = clock;
        this.meter = meter;
    }

    void sendOwed(Published published) throws OutageException, IOException {
        long size = published.checkpoint().size();
        List<Long> owed = log.owedReceipts(size);
        for (int from = 0; from < owed.size(); from += AT_ONCE) {
            List<Long> now = owed.subList(from, Math.min(owed.size(), from + AT_ONCE));
            List<Event> events = new ArrayList<>();
            for (long leafIndex : now) {
                events.add(answer(leafIndex, published));
            }
            announcer.announce(events);
            boolean last = from + AT_ONCE >= owed.size();
            log.receiptsSent(last ? size : now.get(now.size() - 1) + 1, now);
        }
        if (owed.isEmpty()) {
            log.receiptsSent(size, List.of());
        }
    }

    private Event answer(long leafIndex, Published published) throws OutageException, IOException {
        byte[] leaf = log.leaf(leafIndex);
        Event intent = intent(leafIndex, leaf);
        Optional<Withheld> withheld = intent.data() instanceof CertificateIntended intended
                        && intended.redemption().isPresent()
                ? log.withheld(leafIndex)
                : Optional.empty();
        if (withheld.isEmpty()) {
            String proof = text(receipts.receipt(leafIndex, published).format());
            return event(EventType.RECEIPT_ISSUED, intent, new ReceiptIssued(intent.id(), Json.parse(leaf), proof));
        }
        String first = withheld.get().first();
        String note = text(signer.withhold(intent.id(), first));
        meter.receiptWithheld();
        return event(
                EventType.RECEIPT_WITHHELD,
                intent,
                new ReceiptWithheld(
                        intent.id(),
                        Json.parse(leaf),
                        first,
                        withheld.get().key(),
                        withheld.get().firstKey(),
                        note));
    }

    private static Event intent(long leafIndex, byte[] leaf) throws IOException {
        try {
            return EventCodec.decode(leaf);
        } catch (UnreadableException e) {
            throw new LogCorruptException("leaf " + leafIndex + " is no event: " + e.getMessage(), e);
        }
    }

    private Event event(EventType type, Event intent, EventData data) {
        return Event.of(
                type, ServiceName.AUDIT.source(), intent.subject(), clock.instant(), data, Optional.of(intent.id()));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
