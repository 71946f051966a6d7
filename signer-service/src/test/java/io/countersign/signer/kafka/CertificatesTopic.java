package io.countersign.signer.kafka;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.Topic;
import io.countersign.runtime.kafka.Inbound;
import io.countersign.runtime.kafka.Outbound;
import io.countersign.runtime.kafka.StepUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reader of {@code certificates} sees: a window of it, or all; no more in one call than it has time for. */
final class CertificatesTopic implements CrlFeed.Source {
    String id = "first";
    /** Records that one call reads; with 0 there is no broker. */
    int most = Integer.MAX_VALUE;

    private final List<Inbound> records = new ArrayList<>();
    private final List<Inbound> gathered = new ArrayList<>();
    /** How often all of it was asked for. */
    int beginnings;

    private int next;

    void add(Event event) {
        add(event.subject(), event.bytes());
    }

    void add(String key, byte[] value) {
        int partition = Outbound.partition(Topic.CERTIFICATES, key);
        records.add(new Inbound(
                Topic.CERTIFICATES, partition, records.size(), key, Optional.of(Bytes.of(value)), Instant.EPOCH));
    }

    /** What is there now lies before the window. */
    void age() {
        next = records.size();
    }

    void madeAnew(String newId) {
        id = newId;
        records.clear();
        next = 0;
    }

    @Override
    public List<Inbound> catchUp() throws StepUnavailable {
        int upTo = (int) Math.min(records.size(), (long) next + most);
        gathered.addAll(records.subList(next, upTo));
        next = upTo;
        if (next < records.size() || most == 0) {
            throw new StepUnavailable("certificates cannot be read to its end, reading goes on");
        }
        List<Inbound> news = List.copyOf(gathered);
        gathered.clear();
        return news;
    }

    @Override
    public void fromBeginning() {
        beginnings++;
        next = 0;
        gathered.clear();
    }
}
