package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.StopOrdered;
import io.countersign.contracts.event.TrustLogged;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.SignedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopCheck;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustDocument;
import io.countersign.tlog.CheckpointVerifier;
import io.countersign.tlog.ProofException;
import io.countersign.tlog.ReceiptVerifier;
import io.countersign.tlog.TlogProof;
import io.countersign.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The trust document in force and the stops, from the pinned file on. A version counts when the quorum before it has signed it and
 * the log holds it; a stop counts at once. Both stand in the spool before anything is done by them, so what was believed once is
 * believed after a restart, whatever the broker then shows.
 *
 * <p>Written by the loop's thread between batches, read by the workers.
 */
public final class TrustState {
    /** Versions told but not proved, and proofs without a version: more than a handful is somebody filling memory. */
    private static final int MOST_WAITING = 16;

    private final Spool spool;
    private final SteadyClock clock;
    private final TrustWatch watch;
    private final Map<Sha256, TrustDocument> versions = new HashMap<>();
    /** {@code trust.published} by event id, with the exact bytes that are the leaf. */
    private final Map<String, Told> told = new LinkedHashMap<>();
    /** {@code trust.logged} by the event id it proves. */
    private final Map<String, TrustLogged> proofs = bounded();

    /** Stops that do not hold yet: their officer may come with the next version. */
    private final Map<String, SignedStop> unbelieved = bounded();

    /** Whether those are to be tried again: at a version, and until that was done without a fault. */
    private boolean stopsDue;

    private TrustChain chain;
    private volatile TrustView view;

    private record Told(TrustPublished published, Bytes leaf) {}

    /** Begins with the pinned document; {@link #readSpool} then brings what came since. */
    public TrustState(TrustDocument pinned, Spool spool, SteadyClock clock, TrustWatch watch) {
        this.spool = spool;
        this.clock = clock;
        this.watch = watch;
        this.chain = TrustChain.of(pinned);
        this.view = viewOf(pinned, Stops.NONE);
        watch.inForce(pinned);
    }

    public TrustView view() {
        return view;
    }

    /**
     * Takes what the spool holds that is new. What does not verify is put aside and never acted on, but only when everything else
     * there was read: a version that cannot be read may be the one that bears it out.
     */
    public void readSpool() throws OutageException {
        clock.now(); // Nothing is judged by a wrong clock.
        Map<Spool.Found, RefusedException> refused = new LinkedHashMap<>();
        Outages outages = new Outages();
        for (Spool.Found file : spool.news()) {
            outages.collect(file.name(), () -> {
                try {
                    take(file);
                    spool.taken(file);
                } catch (RefusedException e) {
                    Early.requireNot(file.name(), e);
                    refused.put(file, e);
                }
            });
        }
        outages.rethrow();
        retryStops();
        spool.requireAll();
        for (Map.Entry<Spool.Found, RefusedException> each : refused.entrySet()) {
            Spool.Found file = each.getKey();
            if (!spool.refuse(file)) {
                return;
            }
            watch.putAside(file.name(), String.valueOf(each.getValue().getMessage()));
        }
    }

    private void take(Spool.Found file) throws RefusedException, OutageException {
        if (file.kind() == Spool.Kind.TRUST) {
            inForce(chain.with(file.content().toArray(), clock.now()));
        } else {
            stop(SignedStop.parse(file.content().toArray()));
        }
    }

    /**
     * Takes one event of the {@code trust} topic. Whatever is thrown, the same may be taken again.
     *
     * @param leaf its exact bytes
     * @throws UnreadableException when its signatures or proof do not make it valid
     * @throws EarlyException when only its date is against it
     */
    public void take(Event event, byte[] leaf) throws UnreadableException, EarlyException, OutageException {
        try {
            switch (event.type()) {
                case STOP_ORDERED -> stop(SignedStop.of(event.data(StopOrdered.class)));
                case TRUST_PUBLISHED -> {
                    TrustPublished published = event.data(TrustPublished.class);
                    // Of the next version it shows at once whether it follows; acting on it needs the proof.
                    if (published.version() > view.document().version() + 1
                            || chain.with(published.document().toArray(), clock.now()) != chain) {
                        awaitProof(event.id(), new Told(published, Bytes.of(leaf)));
                    }
                }
                case TRUST_LOGGED -> proofs.put(event.data(TrustLogged.class).event(), event.data(TrustLogged.class));
                default -> throw new UnreadableException(UnreadableReason.UNKNOWN_TYPE, event.toString());
            }
            advance();
        } catch (RefusedException e) {
            if (Early.is(e)) {
                throw new EarlyException(e);
            }
            if (event.type() == EventType.STOP_ORDERED) {
                unbelieved.put(event.id(), SignedStop.of(event.data(StopOrdered.class)));
            }
            throw new UnreadableException(UnreadableReason.NOT_BELIEVED, e.getMessage(), e);
        }
    }

    /** The version furthest ahead gives way: its signatures cannot be judged yet, those of the next one have been. */
    private void awaitProof(String id, Told candidate) {
        told.put(id, candidate);
        if (told.size() > MOST_WAITING) {
            told.entrySet().stream()
                    .max(Comparator.comparingLong(
                            each -> each.getValue().published().version()))
                    .ifPresent(furthest -> told.remove(furthest.getKey()));
        }
    }

    /** Tries every version whose proof is here; the first that fails does not keep the others from being tried. */
    private void advance() throws UnreadableException, OutageException, RefusedException {
        Optional<RefusedException> fault = Optional.empty();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (String id : List.copyOf(proofs.keySet())) {
                Told candidate = told.get(id);
                if (candidate != null
                        && candidate.published().version() <= view.document().version() + 1) {
                    try {
                        moved |= activate(id, candidate);
                    } catch (RefusedException e) {
                        if (!Early.is(e)) {
                            forget(id);
                        }
                        fault = fault.filter(earlier -> !Early.is(earlier)).or(() -> Optional.of(e));
                    }
                }
            }
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    private boolean activate(String id, Told candidate) throws UnreadableException, OutageException, RefusedException {
        byte[] file = candidate.published().document().toArray();
        TrustLogged proof = Objects.requireNonNull(proofs.get(id));
        TrustChain next = chain.with(file, clock.now());
        if (next == chain) {
            forget(id);
            return false;
        }
        try {
            view.receipts()
                    .verify(
                            TlogProof.parse(proof.proof().getBytes(StandardCharsets.UTF_8)),
                            candidate.leaf().toArray());
        } catch (ProofException e) {
            proofs.remove(id);
            throw new UnreadableException(UnreadableReason.RECEIPT_INVALID, String.valueOf(e.getMessage()), e);
        }
        // Only when the disk has it: a proof forgotten before would not be told again.
        spool.keep(next.current().version(), file);
        forget(id);
        inForce(next);
        return true;
    }

    private void forget(String id) {
        proofs.remove(id);
        told.remove(id);
    }

    private void inForce(TrustChain next) throws OutageException {
        if (next == chain) {
            return;
        }
        Instant now = clock.now();
        TrustDocument document = next.current();
        TrustView succeeding = viewOf(document, view.stops().under(document, now));
        chain = next;
        view = succeeding;
        watch.inForce(document);
        stopsDue = true;
        succeeding.stops().refused().forEach(refused -> watch.fallen(document, refused));
        retryStops();
    }

    /** Stops that came before the version their officer stands in. */
    private void retryStops() throws OutageException {
        if (!stopsDue) {
            return;
        }
        boolean early = false;
        for (Map.Entry<String, SignedStop> waiting : List.copyOf(unbelieved.entrySet())) {
            try {
                stop(waiting.getValue());
                unbelieved.remove(waiting.getKey());
            } catch (RefusedException stillNot) {
                early |= Early.is(stillNot);
            }
        }
        stopsDue = early;
    }

    private void stop(SignedStop signed) throws RefusedException, OutageException {
        act(StopCheck.verify(view.document(), signed, clock.now()));
    }

    private void act(Stop stop) throws OutageException {
        Optional<Stop> known = known(view.stops(), stop);
        Stops stops = view.stops().with(stop);
        // With the signatures of every copy met, so that after a restart too it outlives whichever of its officers
        // leaves.
        Stop joined = known(stops, stop).orElseThrow();
        if (known.isPresent() && known.get().signed().equals(joined.signed())) {
            return;
        }
        spool.keep(joined.signed());
        view = new TrustView(view.document(), stops, view.receipts(), view.logKeys(), view.versions());
        watch.stopped(joined);
    }

    private static Optional<Stop> known(Stops stops, Stop copy) {
        return stops.all().stream()
                .filter(stop -> stop.digest().equals(copy.digest()))
                .findFirst();
    }

    /** Receipts count only under a checkpoint with both lines, Ed25519 and P-256, by every key of the log (design 5, Audit). */
    private TrustView viewOf(TrustDocument document, Stops stops) {
        List<VerifierKey> keys =
                document.logKeys().stream().map(VerifierKey::parse).toList();
        Set<VerifierKey.Type> types = keys.stream().map(VerifierKey::type).collect(Collectors.toSet());
        if (!types.equals(EnumSet.allOf(VerifierKey.Type.class))) {
            throw new IllegalArgumentException(
                    "the log must have an Ed25519 and a P-256 key; the trust document lists " + types);
        }
        versions.put(document.digest(), document);
        ReceiptVerifier receipts =
                new ReceiptVerifier(new CheckpointVerifier(document.log().origin(), keys));
        return new TrustView(document, stops, receipts, keys, versions);
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > MOST_WAITING;
            }
        };
    }
}
