package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationFile;
import io.countersign.x509.crl.Crl;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What time brings: the intents for CRLs that are due, for those issuers that this instance keeps. Owned by the loop's thread. */
public final class CrlPlans {
    /** Signed orders in one intent: an event holds 60,000 octets, and one order may have more than the half. */
    private static final int MOST_OCTETS = 24 * 1024;

    /** A revocation should be effective within seconds (design 4); then somebody must look. */
    private static final Duration LONG_WAIT = Duration.ofMinutes(5);

    /** Half of the time after which nodes alarm (security 5). */
    private static final Duration OVERDUE = Duration.ofHours(1);

    private final Supplier<TrustView> trust;
    private final CrlBook book;
    private final RevocationQueue queue;
    private final Revocations revocations;
    private final CrlWatch watch;
    private final Map<Sha256, CrlPlan> plans = new HashMap<>();
    /** What the waiting orders were last judged by. */
    private TrustView judgedBy;

    CrlPlans(Supplier<TrustView> trust, CrlBook book, RevocationQueue queue, Revocations revocations, CrlWatch watch) {
        this.trust = trust;
        this.book = book;
        this.queue = queue;
        this.revocations = revocations;
        this.watch = watch;
        this.judgedBy = trust.get();
        book.all().forEach(state -> plans.put(digest(state), new CrlPlan()));
    }

    /**
     * Intents, and refusals of orders that have ceased to hold, to be published now.
     *
     * @param mine issuers whose CRLs this instance keeps
     */
    public List<Event> due(Predicate<Sha256> mine, Instant now) throws OutageException {
        for (RevocationQueue.Waiting waiting : queue.all()) {
            Optional<CrlState> state = book.of(waiting.revocation().order().issuer());
            if (state.isPresent()
                    && state.get().listsAll(waiting.revocation().order().entries())) {
                queue.remove(waiting.digest());
            }
        }
        List<Event> events = new ArrayList<>(revocations.fallen());
        List<String> problems = new ArrayList<>(revocations.untaken().stream().toList());
        TrustView view = trust.get();
        for (CrlState state : book.all()) {
            CrlPlan plan = plans.get(digest(state));
            if (mine.test(digest(state))) {
                if (!view.equals(judgedBy)) {
                    Set<Sha256> before = new HashSet<>(waiting(state));
                    holding(state);
                    before.removeAll(waiting(state));
                    plan.fell(before);
                    events.addAll(revocations.fallen());
                }
                switch (isOverfull(state) ? CrlPlan.Next.NOTHING : plan.next(state, waiting(state), now)) {
                    case NOTHING -> {}
                    case TELL_AGAIN -> events.add(plan.again(now));
                    case PLAN -> events.addAll(planned(state, plan, now));
                }
                problem(state, plan, now)
                        .ifPresent(why -> problems.add(
                                state.issuer().cluster() + "/" + state.issuer().name() + ": " + why));
            } else {
                plan.drop();
            }
        }
        judgedBy = view;
        watch.state(queue.size(), problems);
        return events;
    }

    /** Nothing could be looked at, so no CRL is made. */
    public void stuck(String why) {
        watch.state(queue.size(), List.of(why));
    }

    /** The receipt of this intent came, and no CRL came of it. */
    void overtaken(Sha256 issuer, String intent) {
        plans.get(issuer).overtaken(intent);
    }

    private List<Event> planned(CrlState state, CrlPlan plan, Instant now) throws OutageException {
        List<RevocationQueue.Waiting> holding = holding(state);
        List<Event> events = new ArrayList<>(revocations.fallen());
        if (!holding.isEmpty() || state.isDue(now)) {
            events.add(plan.intend(intent(state, atOnce(holding), now), state, waiting(state), now));
        }
        return events;
    }

    /** The orders that still hold; the others are given up. */
    private List<RevocationQueue.Waiting> holding(CrlState state) throws OutageException {
        List<RevocationQueue.Waiting> holding = new ArrayList<>();
        List<CrlEntry> known = new ArrayList<>(state.entries());
        for (RevocationQueue.Waiting waiting : queue.of(digest(state))) {
            try {
                revocations.check(waiting.revocation().signed(), known, waiting.accepted());
                known.addAll(waiting.revocation().order().entries());
                holding.add(waiting);
            } catch (RefusedException e) {
                // A signer was suspended, or left the roster, since.
                queue.remove(waiting.digest());
                revocations.fell(waiting.revocation().order(), e.refusal());
            }
        }
        return holding;
    }

    private Event intent(CrlState state, List<RevocationQueue.Waiting> orders, Instant now) {
        CrlDraft draft = CrlDraft.of(
                state,
                orders.stream().map(waiting -> waiting.revocation().order()).toList(),
                now.truncatedTo(ChronoUnit.SECONDS));
        List<SignedRevocation> signed =
                orders.stream().map(waiting -> waiting.revocation().signed()).toList();
        return Event.of(
                EventType.CRL_INTENDED,
                ServiceName.SIGNER.source(),
                digest(state).toString(),
                now,
                draft.intended(signed, trust.get().document().digest()),
                Optional.empty());
    }

    /** The first ones, at least one; the others follow with the next CRL. */
    private static List<RevocationQueue.Waiting> atOnce(List<RevocationQueue.Waiting> holding) {
        List<RevocationQueue.Waiting> taken = new ArrayList<>();
        int octets = 0;
        for (RevocationQueue.Waiting waiting : holding) {
            octets += RevocationFile.of(waiting.revocation().signed()).length;
            if (octets > MOST_OCTETS && !taken.isEmpty()) {
                return taken;
            }
            taken.add(waiting);
        }
        return taken;
    }

    private Optional<String> problem(CrlState state, CrlPlan plan, Instant now) {
        List<RevocationQueue.Waiting> waiting = queue.of(digest(state));
        if (isOverfull(state)) {
            return Optional.of("its CRLs together list more than one can: replace the CA");
        }
        if (state.newest().isEmpty()) {
            return waiting.isEmpty()
                    ? Optional.empty()
                    : Optional.of(waiting.size() + " revocations wait, but no CRL of it is known: put any copy into the"
                            + " spool's crls folder");
        }
        Optional<Instant> oldest =
                waiting.stream().map(RevocationQueue.Waiting::accepted).min(Instant::compareTo);
        if (oldest.isPresent() && oldest.get().plus(LONG_WAIT).isBefore(now)) {
            return Optional.of("a revocation waits since " + oldest.get());
        }
        return plan.dueSince()
                .filter(since -> since.plus(OVERDUE).isBefore(now))
                .map(since -> "a CRL is due since " + since);
    }

    /** Only where two CRLs of the issuer have gone different ways. */
    private static boolean isOverfull(CrlState state) {
        return state.entries().size() > Crl.MOST_ENTRIES;
    }

    private Set<Sha256> waiting(CrlState state) {
        return queue.of(digest(state)).stream()
                .map(RevocationQueue.Waiting::digest)
                .collect(Collectors.toSet());
    }

    private static Sha256 digest(CrlState state) {
        return state.issuer().certificate().digest();
    }
}
