package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationFile;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Stops;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * From a revoke order to the queue, from the broker or from the spool. An order that holds is durable before anything else happens,
 * so nobody else's memory is needed for it to be carried out. Owned by the loop's thread.
 */
public final class Revocations {
    private final Supplier<TrustView> trust;
    private final CrlBook book;
    private final RevocationQueue queue;
    private final CrlSpool spool;
    private final SteadyClock clock;
    private final CrlWatch watch;

    private final List<Event> fallen = new ArrayList<>();
    private Optional<String> untaken = Optional.empty();

    /** One order of the spool, to be taken in the order of their dates. */
    private record Dropped(CrlSpool.Found file, SignedRevocation signed, RevocationOrder order) {}

    /** One that this signer kept, to be taken up in the order of acceptance. */
    private record Kept(CrlSpool.Found file, AcceptedOrder accepted, RevocationOrder order) {}

    Revocations(
            Supplier<TrustView> trust,
            CrlBook book,
            RevocationQueue queue,
            CrlSpool spool,
            SteadyClock clock,
            CrlWatch watch) {
        this.trust = trust;
        this.book = book;
        this.queue = queue;
        this.spool = spool;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * Takes an order of the {@code approvals} topic: the refusal, if it does not hold or cannot be carried out yet.
     *
     * @throws UnreadableException when it stands under another issuer than its own, where nobody would look for its outcome
     */
    public Optional<Event> take(Event approved) throws UnreadableException, OutageException {
        RevocationApproved data = approved.data(RevocationApproved.class);
        requireHome(data.issuer(), approved);
        try {
            requireHome(order(data.signed()).issuer(), approved);
            accept(data.signed(), clock.now());
            return Optional.empty();
        } catch (RefusedException e) {
            return Optional.of(refused(
                    data.issuer(), digest(data.payload()), e.refusal(), clock.now(), Optional.of(approved.id())));
        }
    }

    /**
     * Takes what the spool holds that is new. What does not verify is put aside and never acted on. Without its own memory the signer
     * does nothing; for what an operator dropped nothing else waits, see {@link #untaken}.
     */
    public void readSpool() throws OutageException {
        clock.now(); // Nothing is judged by a wrong clock.
        List<CrlSpool.Found> news = spool.news();
        Outages outages = new Outages();
        for (CrlSpool.Found file : news) {
            if (file.kind() == CrlSpool.Kind.CRL) {
                outages.collect(file.name(), () -> book.take(file));
            }
        }
        outages.rethrow();
        // An order is judged by what is revoked already and by the orders before it, and a CRL of the topic is compared
        // with it.
        spool.requireAll(CrlSpool.Kind.CRL);
        restore(news);
        spool.requireAll(CrlSpool.Kind.ACCEPTED);
        untaken = takeDropped(news);
    }

    /** Why an order that an operator dropped is not taken yet; it is tried again at every look. */
    Optional<String> untaken() {
        return untaken;
    }

    private void restore(List<CrlSpool.Found> news) throws OutageException {
        List<Kept> kept = new ArrayList<>();
        Outages outages = new Outages();
        for (CrlSpool.Found file : news) {
            if (file.kind() == CrlSpool.Kind.ACCEPTED) {
                outages.collect(file.name(), () -> parseKept(file).ifPresent(kept::add));
            }
        }
        kept.sort(Comparator.comparingLong(each -> each.accepted().place()));
        for (Kept each : kept) {
            outages.collect(each.file().name(), () -> restore(each));
        }
        outages.rethrow();
    }

    private Optional<String> takeDropped(List<CrlSpool.Found> news) {
        List<Dropped> dropped = new ArrayList<>();
        Outages outages = new Outages();
        for (CrlSpool.Found file : news) {
            if (file.kind() == CrlSpool.Kind.REVOCATION) {
                outages.collect(file.name(), () -> parse(file).ifPresent(dropped::add));
            }
        }
        dropped.sort(Comparator.comparing(each -> each.order().issuedAt()));
        for (Dropped each : dropped) {
            outages.collect(each.file().name(), () -> take(each));
        }
        outages.collect("revocations", () -> spool.requireAll(CrlSpool.Kind.REVOCATION));
        return outages.reason();
    }

    private Optional<Kept> parseKept(CrlSpool.Found file) throws OutageException {
        try {
            AcceptedOrder accepted = AcceptedOrder.parse(file.content().toArray());
            return Optional.of(new Kept(file, accepted, order(accepted.order())));
        } catch (RefusedException e) {
            putAside(file, e);
            return Optional.empty();
        }
    }

    private Optional<Dropped> parse(CrlSpool.Found file) throws OutageException {
        try {
            SignedRevocation signed = RevocationFile.parse(file.content().toArray());
            return Optional.of(new Dropped(file, signed, order(signed)));
        } catch (RefusedException e) {
            putAside(file, e);
            return Optional.empty();
        }
    }

    private void take(Dropped dropped) throws OutageException {
        try {
            accept(dropped.signed(), clock.now());
        } catch (RefusedException e) {
            Early.requireNot(dropped.file().name(), e);
            if (e.refusal().code() != RefusalCode.CRL_STATE_UNKNOWN) {
                putAside(dropped.file(), e);
                return;
            }
        }
        // If it is still wanted, it has been kept.
        spool.remove(dropped.file());
    }

    /** Goes on with an order that held before: its age was judged then, everything else is judged again. */
    private void restore(Kept kept) throws OutageException {
        RevocationOrder order = kept.order();
        Optional<CrlState> state = book.of(order.issuer());
        if (state.isPresent() && state.get().listsAll(order.entries())) {
            spool.forget(order.digest());
            return;
        }
        try {
            requireKeeper(state, order);
            Instant accepted = kept.accepted().accepted();
            queue.restore(check(kept.accepted().order(), known(order.issuer(), state), accepted), kept.accepted());
            spool.taken(kept.file());
        } catch (RefusedException e) {
            Early.requireNot(kept.file().name(), e);
            if (putAside(kept.file(), e)) {
                fell(order, e.refusal());
            }
        }
    }

    /** Notes an order that does not hold any more; whoever ordered it must hear of it. */
    void fell(RevocationOrder order, Refusal why) throws OutageException {
        watch.fallen(order.digest(), why);
        fallen.add(refused(order.issuer(), order.digest(), why, clock.now(), Optional.empty()));
    }

    /**
     * Refusals of orders that fell since last asked. One that gets lost on its way is told again when the registry, which hears of no
     * CRL, sends the order again.
     */
    List<Event> fallen() {
        List<Event> told = List.copyOf(fallen);
        fallen.clear();
        return told;
    }

    /**
     * Puts an order into the queue that holds; nothing is left to do for one whose certificates are all listed, whoever signed it.
     *
     * @throws RefusedException naming the first fault; with {@link RefusalCode#CRL_STATE_UNKNOWN} it is in the queue all the same
     */
    void accept(SignedRevocation signed, Instant now) throws RefusedException, OutageException {
        accept(signed, Optional.empty(), now);
    }

    /**
     * The same for an order of a logged intent.
     *
     * @param logged by when this signer had seen the log hold it
     */
    void accept(SignedRevocation signed, Optional<Instant> logged, Instant now)
            throws RefusedException, OutageException {
        RevocationOrder order = order(signed);
        Optional<CrlState> state = book.of(order.issuer());
        if (state.isPresent() && state.get().listsAll(order.entries())) {
            return;
        }
        if (queue.find(order.digest()).isEmpty()) {
            Instant accepted = acceptedAt(order, logged, now);
            Revocation revocation = check(signed, known(order.issuer(), state), accepted, now);
            requireKeeper(state, order);
            queue.add(revocation, accepted);
            watch.accepted(revocation);
        }
        if (state.isPresent() && state.get().newest().isEmpty()) {
            throw new RefusedException(
                    RefusalCode.CRL_STATE_UNKNOWN,
                    "no CRL of " + state.get().issuer().name() + " of " + order.cluster()
                            + " is known here; the order waits for one");
        }
    }

    /** Whether an order holds under what is believed now. */
    Revocation check(SignedRevocation signed, Collection<CrlEntry> known, Instant now) throws RefusedException {
        TrustView view = trust.get();
        return RevocationCheck.verify(view.document(), view.stops(), signed, known, now);
    }

    /**
     * Whether an order holds that was accepted before, or logged in time. Who signed must still be one who may; what has grown since
     * is the order's age alone.
     */
    Revocation check(SignedRevocation signed, Collection<CrlEntry> known, Instant accepted, Instant now)
            throws RefusedException {
        Revocation held = check(signed, known, accepted);
        if (accepted.isBefore(now)) {
            try {
                check(held.signed(), known, now);
            } catch (RefusedException e) {
                if (e.refusal().code() != RefusalCode.REVOCATION_NEEDS_TWO) {
                    throw e;
                }
            }
        }
        return held;
    }

    /**
     * What the age of an order in a logged intent is measured at. The signer that intended it has accepted it, but only the log proves
     * that to another one: an order stood there before this signer saw it, whatever was held back since. One dated ahead of that
     * has no age yet to be measured.
     */
    static Instant acceptedAt(RevocationOrder order, Optional<Instant> logged, Instant now) {
        return logged.filter(seen -> seen.isBefore(now))
                .filter(seen -> !order.issuedAt().isAfter(seen.plus(SteadyClock.TOLERANCE)))
                .orElse(now);
    }

    private List<CrlEntry> known(Sha256 issuer, Optional<CrlState> state) {
        List<CrlEntry> known = new ArrayList<>(queue.entries(issuer));
        state.ifPresent(found -> known.addAll(found.entries()));
        return known;
    }

    private static void requireKeeper(Optional<CrlState> state, RevocationOrder order) throws RefusedException {
        if (state.isEmpty()) {
            throw new RefusedException(
                    RefusalCode.ISSUER_UNKNOWN, order.issuer() + " is not among the issuer files of this signer");
        }
    }

    /** Whether somebody who may revoke has signed it, whatever else it would have taken and whoever was stopped since. */
    boolean isSigned(SignedRevocation signed, RevocationOrder order) {
        try {
            RevocationCheck.soFar(trust.get().document(), Stops.NONE, signed, List.of(), order.issuedAt());
            return true;
        } catch (RefusedException nobody) {
            return false;
        }
    }

    /** An order's own words, before anything of them is believed. */
    static RevocationOrder order(SignedRevocation signed) throws RefusedException {
        try {
            return RevocationOrder.parse(Base64.getUrlDecoder().decode(signed.payload()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(RefusalCode.ENVELOPE_MALFORMED, "payload: " + e.getMessage(), e);
        }
    }

    static Event refused(Sha256 issuer, Sha256 order, Refusal why, Instant now, Optional<String> cause) {
        RevocationRefused data = new RevocationRefused(
                issuer, order, why.code().code(), why.detail(), why.code().retryable());
        return Event.of(EventType.REVOCATION_REFUSED, ServiceName.SIGNER.source(), issuer.toString(), now, data, cause);
    }

    private boolean putAside(CrlSpool.Found file, RefusedException why) throws OutageException {
        boolean gone = spool.refuse(file);
        if (gone) {
            watch.putAside(file.name(), String.valueOf(why.getMessage()));
        }
        return gone;
    }

    private static void requireHome(Sha256 issuer, Event approved) throws UnreadableException {
        if (!approved.subject().equals(issuer.toString())) {
            throw new UnreadableException(
                    UnreadableReason.WRONG_KEY, "an order for " + issuer + " under " + approved.subject());
        }
    }

    /** The order's identity as far as the bytes allow: garbage in place of a payload is named by its own digest. */
    static Sha256 digest(String payload) {
        try {
            return Sha256.of(Base64.getUrlDecoder().decode(payload));
        } catch (IllegalArgumentException e) {
            return Sha256.of(payload.getBytes(StandardCharsets.UTF_8));
        }
    }
}
