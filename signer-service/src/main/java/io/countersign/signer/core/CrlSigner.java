package io.countersign.signer.core;

import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventData;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CertificateRevoked;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.RevocationOrder;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From a logged intent to a CRL: verify its orders again, compute the CRL from what is known here, compare, sign, verify, keep, and
 * only then tell. An intent adds nothing to what is signed but its orders and its time. Owned by the loop's thread.
 */
public final class CrlSigner {
    /** A CRL half a day old at birth would only look like one that somebody held back. */
    static final Duration OLDEST = Duration.ofHours(1);

    private final CrlBook book;
    private final RevocationQueue queue;
    private final Revocations revocations;
    private final CrlPlans plans;
    private final Token token;
    private final SteadyClock clock;
    private final CrlWatch watch;

    CrlSigner(
            CrlBook book,
            RevocationQueue queue,
            Revocations revocations,
            CrlPlans plans,
            Token token,
            SteadyClock clock,
            CrlWatch watch) {
        this.book = book;
        this.queue = queue;
        this.revocations = revocations;
        this.plans = plans;
        this.token = token;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * The CRL and what it revokes; nothing for an intent that others have overtaken, whose orders then wait for the next one.
     *
     * @throws UnreadableException for an intent with an order that nobody has signed who may
     */
    public List<Event> answer(Rechecked.CrlLogged logged) throws UnreadableException, OutageException {
        CrlIntended intended = logged.logged().data(CrlIntended.class);
        CrlState state = book.of(intended.issuer())
                .orElseThrow(() -> mismatch("no CRL of " + intended.issuer() + " is kept here", null));
        Instant now = clock.now();
        List<RevocationOrder> orders;
        try {
            orders = verified(logged, intended, state, now);
        } catch (RefusedException e) {
            overtaken(logged, intended, state, "an order it carries does not hold: " + e.getMessage(), now);
            requireSigned(intended, state, e);
            return List.of();
        }
        Optional<Crl> made = state.newest().filter(newest -> newest.tbs().equals(intended.tbs()));
        if (made.isPresent()) {
            // Signed before and taken back with its transaction: the same again, without the HSM.
            book.made(state, made.get());
            return told(logged, intended, made.get(), now);
        }
        try {
            CrlDraft draft = draft(intended, state, orders, now);
            Crl crl = signed(state, draft);
            book.made(state, crl);
            return told(logged, intended, crl, now);
        } catch (OvertakenException e) {
            overtaken(logged, intended, state, String.valueOf(e.getMessage()), now);
            return List.of();
        }
    }

    /** The orders that add something, each verified; one that adds nothing needs nobody's signature. */
    private List<RevocationOrder> verified(
            Rechecked.CrlLogged logged, CrlIntended intended, CrlState state, Instant now)
            throws UnreadableException, RefusedException {
        List<RevocationOrder> orders = new ArrayList<>();
        List<CrlEntry> known = new ArrayList<>(state.entries());
        for (SignedRevocation signed : intended.orders()) {
            RevocationOrder order = order(signed);
            if (!order.issuer().equals(intended.issuer())) {
                throw mismatch("it carries an order for " + order.issuer(), null);
            }
            if (!state.listsAll(order.entries())) {
                Optional<RevocationQueue.Waiting> own = queue.find(order.digest());
                if (own.isPresent()) {
                    revocations.check(signed, known, own.get().accepted());
                } else {
                    revocations.check(signed, known, Revocations.acceptedAt(order, logged.seen(), now), now);
                }
                known.addAll(order.entries());
                orders.add(order);
            }
        }
        return orders;
    }

    /** What this signer would intend, if the intent says the same. */
    private static CrlDraft draft(CrlIntended intended, CrlState state, List<RevocationOrder> orders, Instant now)
            throws OvertakenException {
        if (state.newest().isEmpty()) {
            throw new OvertakenException("no CRL of it is known");
        }
        Instant at = intended.thisUpdate();
        if (at.isAfter(now.plus(SteadyClock.TOLERANCE)) || at.isBefore(now.minus(OLDEST))) {
            throw new OvertakenException("it is of " + at);
        }
        if (orders.isEmpty() && !state.isDue(at)) {
            throw new OvertakenException("no CRL is due");
        }
        try {
            CrlDraft draft = CrlDraft.of(state, orders, at);
            // The trust document it names is for the auditor; the orders hold under the one in force.
            if (!draft.intended(intended.orders(), intended.trust()).equals(intended)) {
                throw new OvertakenException("CRL " + draft.tbs().number() + " with "
                        + draft.tbs().entries().size() + " entries follows from what is known, the intent says "
                        + intended.number() + " with " + intended.entries());
            }
            return draft;
        } catch (IllegalArgumentException e) {
            throw new OvertakenException(String.valueOf(e.getMessage()));
        }
    }

    private Crl signed(CrlState state, CrlDraft draft) throws OutageException {
        byte[] signature = token.sign(state.issuer().certificate(), draft.tbs().encoded());
        try {
            return Crl.verify(draft.tbs().signed(signature), draft.tbs());
        } catch (CrlFaultException e) {
            // Measured (hsm-facts 6): a stale handle signs with another CA's key and reports no error.
            throw new OutageException("the HSM made a wrong signature, nothing was released: " + e.getMessage(), e);
        }
    }

    private void overtaken(Rechecked.CrlLogged logged, CrlIntended intended, CrlState state, String why, Instant now)
            throws UnreadableException, OutageException {
        watch.overtaken(state.issuer(), logged.intent(), why);
        plans.overtaken(intended.issuer(), logged.intent());
        for (SignedRevocation signed : intended.orders()) {
            RevocationOrder order = order(signed);
            try {
                revocations.accept(signed, logged.seen(), now);
            } catch (RefusedException e) {
                // A forgery must not close the order that it names; one that waits for a CRL is not given up.
                if (e.refusal().code() != RefusalCode.CRL_STATE_UNKNOWN && revocations.isSigned(signed, order)) {
                    revocations.fell(order, e.refusal());
                }
            }
        }
    }

    /** An order that holds no more has had its time; one that nobody signed who may is a forgery. */
    private void requireSigned(CrlIntended intended, CrlState state, RefusedException why) throws UnreadableException {
        for (SignedRevocation signed : intended.orders()) {
            RevocationOrder order = order(signed);
            boolean known = state.listsAll(order.entries())
                    || queue.find(order.digest()).isPresent();
            if (!known && !revocations.isSigned(signed, order)) {
                throw mismatch("an order it carries does not hold: " + why.getMessage(), why);
            }
        }
    }

    /** The CRL, and each certificate that it lists by one of these orders. */
    private List<Event> told(Rechecked.CrlLogged logged, CrlIntended intended, Crl crl, Instant now)
            throws UnreadableException {
        List<Event> events = new ArrayList<>();
        CrlPublished published = new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                logged.intent(),
                logged.leafIndex(),
                crl.der());
        events.add(event(EventType.CRL_PUBLISHED, crl.issuer(), logged, published, now));
        for (SignedRevocation signed : intended.orders()) {
            RevocationOrder order = order(signed);
            // The CRL proves nothing about who ordered it, and these orders may be another's than those it was made of.
            if (revocations.isSigned(signed, order)) {
                order.entries().stream()
                        .filter(entry -> crl.lists(entry.serial()).equals(Optional.of(entry)))
                        .map(entry -> new CertificateRevoked(
                                crl.issuer(), entry.serial(), entry.reason(), entry.at(), order.digest(), crl.number()))
                        .forEach(data ->
                                events.add(event(EventType.CERTIFICATE_REVOKED, crl.issuer(), logged, data, now)));
            }
        }
        return events;
    }

    private static RevocationOrder order(SignedRevocation signed) throws UnreadableException {
        try {
            return Revocations.order(signed);
        } catch (RefusedException e) {
            throw mismatch("it carries no order: " + e.getMessage(), e);
        }
    }

    private static Event event(EventType type, Sha256 issuer, Rechecked.CrlLogged logged, EventData data, Instant now) {
        return Event.of(
                type,
                ServiceName.SIGNER.source(),
                issuer.toString(),
                now,
                data,
                Optional.of(logged.receipt().id()));
    }

    private static UnreadableException mismatch(String detail, Exception cause) {
        return new UnreadableException(UnreadableReason.INTENT_MISMATCH, detail, cause);
    }

    /** Not a fault of the intent: something else is known by now. */
    private static final class OvertakenException extends Exception {
        private static final long serialVersionUID = 1L;

        OvertakenException(String why) {
            super(why);
        }
    }
}
