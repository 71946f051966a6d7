package io.countersign.audit.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.tlog.LogCorruptException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps the index in step with its log, and looks at each leaf once on its way there. One caller at a time learns. */
final class LogIndex {
    /** Leaves read at once while the index catches up. */
    private static final int CATCH_UP = 1000;

    private final LeafIndex index;
    private final LoggedEvents log;
    private final TrustVersions trust;
    private final SerialWatch serials;
    private final CrlWatch crls;
    private final RedemptionWatch redemptions;
    /** Whether the versions that an earlier process logged are known to this one. */
    private boolean versionsKnown;

    private static final Set<String> INTENTS =
            Set.of(EventType.CERTIFICATE_INTENDED.wireName(), EventType.CRL_INTENDED.wireName());
    /** Leaves of these types are facts beside their event ids; intents under a standing grant, too. */
    private static final Set<String> FACTS = Set.of(
            EventType.CERTIFICATE_ISSUED.wireName(),
            EventType.CRL_PUBLISHED.wireName(),
            EventType.TRUST_PUBLISHED.wireName());

    /** What of a leaf matters here: its data, if it is more than an event id. */
    private record Learnt(String id, Optional<EventData> data) {
        static Learnt of(Event event) {
            boolean matters = FACTS.contains(event.type().wireName())
                    || (event.data() instanceof CertificateIntended intended
                            && intended.redemption().isPresent());
            return new Learnt(event.id(), matters ? Optional.of(event.data()) : Optional.empty());
        }
    }

    LogIndex(
            LeafIndex index,
            LoggedEvents log,
            TrustVersions trust,
            SerialWatch serials,
            CrlWatch crls,
            RedemptionWatch redemptions) {
        this.index = index;
        this.log = log;
        this.trust = trust;
        this.serials = serials;
        this.crls = crls;
        this.redemptions = redemptions;
    }

    /** Fills in what a crash, an outage or a loss left out, up to this size of the log. */
    void catchUp(long size) throws OutageException, IOException {
        long known = index.size();
        if (known > size) {
            index.clear();
            known = 0;
        }
        if (!versionsKnown) {
            learnVersions(known);
        }
        while (known < size) {
            List<Learnt> leaves = new ArrayList<>();
            for (long leaf = known; leaf < Math.min(size, known + CATCH_UP); leaf++) {
                leaves.add(read(leaf));
            }
            add(known, leaves);
            known += leaves.size();
        }
    }

    private void learnVersions(long known) throws OutageException, IOException {
        for (long leaf : index.trustVersions()) {
            if (leaf >= known || !(log.event(leaf).data() instanceof TrustPublished version)) {
                index.clear();
                throw new OutageException("the index of trust documents does not fit the log; it is made anew");
            }
            trust.take(leaf, version, log);
        }
        versionsKnown = true;
    }

    /** Learns of events that are leaves now, from this one on. */
    void learn(long firstLeaf, List<Event> events) throws OutageException, IOException {
        add(firstLeaf, events.stream().map(Learnt::of).toList());
    }

    /** Hits whose leaf really has that id: a wrong index may not hide an event, so it is made anew. */
    Map<String, Long> find(Collection<String> ids, long size) throws OutageException, IOException {
        Map<String, Long> hits = index.find(ids);
        for (Map.Entry<String, Long> hit : hits.entrySet()) {
            if (!fits(hit.getKey(), hit.getValue(), size)) {
                index.clear();
                catchUp(size);
                return index.find(ids);
            }
        }
        return hits;
    }

    /** Where this event is, as far as a reader may believe the index. */
    Optional<Long> findOne(String id, long size) throws OutageException, IOException {
        Long at = index.find(List.of(id)).get(id);
        return at != null && fits(id, at, size) ? Optional.of(at) : Optional.empty();
    }

    /** Why this leaf has no receipt, once the index knows the log up to this size. */
    Optional<Withheld> withheld(long leaf, long size) throws OutageException, IOException {
        catchUp(size);
        return redemptions.withheld(leaf);
    }

    private void add(long firstLeaf, List<Learnt> leaves) throws OutageException, IOException {
        SortedMap<Long, CertificateIntended> redeeming = new TreeMap<>();
        Set<Integer> versions = new HashSet<>();
        for (int i = 0; i < leaves.size(); i++) {
            if (leaves.get(i).data().orElse(null) instanceof TrustPublished version
                    && trust.take(firstLeaf + i, version, log)) {
                versions.add(i);
            }
            if (leaves.get(i).data().orElse(null) instanceof CertificateIntended intended) {
                redeeming.put(firstLeaf + i, intended);
            }
        }
        Map<Long, Ruling> rulings = redemptions.rule(redeeming);
        List<LeafIndex.Entry> entries = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            Optional<Fact> fact = leaves.get(i).data().isEmpty()
                    ? Optional.empty()
                    : fact(leaves.get(i).data().get(), rulings.get(firstLeaf + i));
            entries.add(new LeafIndex.Entry(
                    leaves.get(i).id(), versions.contains(i) ? Optional.of(new Fact.TrustVersion()) : fact));
        }
        serials.look(firstLeaf, entries);
        crls.look(firstLeaf, entries);
        index.add(firstLeaf, entries);
    }

    private static Optional<Fact> fact(EventData data, Ruling ruling) {
        if (data instanceof CertificateIssued issued) {
            return Optional.of(new Fact.Issued(issued.id()));
        }
        if (data instanceof CrlPublished published) {
            return Optional.of(new Fact.CrlSigned(CrlId.of(published)));
        }
        return Optional.ofNullable(ruling);
    }

    /** As {@link Learnt#of}, but decodes only what must be: the index may be far behind. */
    private Learnt read(long leafIndex) throws IOException {
        JsonNode leaf = Json.parse(log.leaf(leafIndex));
        return FACTS.contains(text(leaf, "type")) || redeems(leaf)
                ? Learnt.of(log.event(leafIndex))
                : new Learnt(text(leaf, "id"), Optional.empty());
    }

    private boolean fits(String id, long leaf, long size) throws IOException {
        return leaf < size && text(Json.parse(log.leaf(leaf)), "id").equals(id);
    }

    /** Whether the leaf is an intent under a standing grant, which few are. */
    static boolean redeems(JsonNode leaf) throws IOException {
        return text(leaf, "type").equals(EventType.CERTIFICATE_INTENDED.wireName())
                && leaf.path("data").has("redemption");
    }

    /** Whether the leaf is owed an answer. */
    static boolean isIntent(JsonNode leaf) throws IOException {
        return INTENTS.contains(text(leaf, "type"));
    }

    static boolean isIntent(EventType type) {
        return INTENTS.contains(type.wireName());
    }

    private static String text(JsonNode leaf, String name) throws IOException {
        JsonNode value = leaf.get(name);
        if (value == null || !value.isTextual()) {
            throw new LogCorruptException("a leaf without " + name);
        }
        return value.textValue();
    }
}
