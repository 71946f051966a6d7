package io.countersign.signer.core;

import io.countersign.contracts.Event;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The CRLs of every issuer that has one, from the spool, from the topic and from this signer's own making. What is learnt goes into
 * the spool as well, so that an instance which stood by remembers it when its turn comes and the broker is silent.
 *
 * <p>Written by the loop's thread; {@link #lists} and {@link #isRevoked} may be asked by any.
 */
public final class CrlBook {
    private final Map<Sha256, CrlState> states;
    private final CrlSpool spool;
    private final CrlWatch watch;
    private volatile boolean read;

    /** Knows nothing yet; issuers without a CRL are left out. */
    public CrlBook(Collection<TrustedIssuer> issuers, CrlSpool spool, CrlWatch watch) {
        this.states = issuers.stream()
                .filter(TrustedIssuer::hasCrl)
                .collect(Collectors.toMap(
                        issuer -> issuer.certificate().digest(), CrlState::new, (one, other) -> one, TreeMap::new));
        this.spool = spool;
        this.watch = watch;
    }

    Optional<CrlState> of(Sha256 issuer) {
        return Optional.ofNullable(states.get(issuer));
    }

    Collection<CrlState> all() {
        return states.values();
    }

    /** What the records about each issuer's CRL are keyed by. */
    public Set<String> keys() {
        return states.keySet().stream().map(Sha256::toString).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether any issuer's CRL lists it. Serials are random, so no two issuers have the same one (kubernetes-pki 5.3). */
    public boolean lists(SerialNumber serial) {
        return states.values().stream().anyMatch(state -> state.lists(serial));
    }

    /**
     * As {@link #lists}, for a decision: until this process has read its spool and the topic, an empty book says nothing.
     *
     * @throws CrlsUnreadException before {@link #read}
     */
    public boolean isRevoked(SerialNumber serial) throws CrlsUnreadException {
        if (!read) {
            throw new CrlsUnreadException();
        }
        return lists(serial);
    }

    /** Spool and topic have been read to their ends, once in this process. */
    public void read() {
        read = true;
    }

    /** Whether the topic has shown a CRL of every issuer. */
    public boolean isShown() {
        return states.values().stream().allMatch(state -> state.told().isPresent());
    }

    /** What the topic showed before counts no more as shown; what it said is still known. */
    public void topicAnew() {
        states.values().forEach(CrlState::untell);
    }

    /**
     * Takes what the topic says.
     *
     * @throws UnreadableException for a CRL that its issuer has not signed, or that is not what the event says
     */
    public void take(Event published) throws UnreadableException, OutageException {
        CrlPublished data = published.data(CrlPublished.class);
        CrlState state = of(data.issuer()).orElseThrow(() -> invalid("no CRL of " + data.issuer() + " is kept", null));
        try {
            Crl crl = Crl.verify(data.crl().toArray(), state.issuer().certificate());
            if (crl.number() != data.number()
                    || !crl.tbs().equals(data.tbs())
                    || !crl.thisUpdate().equals(data.thisUpdate())) {
                throw invalid("the event says " + data.number() + ", it carries " + crl, null);
            }
            keep(state, crl);
            told(state, crl);
        } catch (CrlFaultException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes a CRL file of any issuer here; it stays where it is. */
    void take(CrlSpool.Found file) throws OutageException {
        String fault = "no issuer here has a CRL";
        try {
            byte[] der = Crl.der(file.content().toArray());
            for (CrlState state : states.values()) {
                try {
                    learn(state, Crl.verify(der, state.issuer().certificate()));
                    spool.taken(file);
                    return;
                } catch (CrlFaultException e) {
                    fault = String.valueOf(e.getMessage());
                }
            }
        } catch (CrlFaultException e) {
            fault = String.valueOf(e.getMessage());
        }
        if (spool.refuse(file)) {
            watch.putAside(file.name(), fault);
        }
    }

    /** Takes a CRL that was just signed, before anybody else sees it. */
    void made(CrlState state, Crl crl) throws OutageException {
        keep(state, crl);
        told(state, crl);
    }

    /** Durable first: what counts here must count after a restart, whatever the broker then shows. */
    private void keep(CrlState state, Crl crl) throws OutageException {
        boolean news =
                state.newest().map(newest -> crl.number() > newest.number()).orElse(true)
                        || !state.listsAll(crl.entries().values());
        if (news) {
            spool.keep(crl, state.isCompleteIn(crl));
        }
        learn(state, crl);
    }

    private void learn(CrlState state, Crl crl) {
        state.newest().ifPresent(newest -> {
            if (crl.number() == newest.number() && !crl.tbs().equals(newest.tbs())) {
                watch.rival(state.issuer(), newest, crl);
            }
            if (crl.number() > newest.number() && !state.isCompleteIn(crl)) {
                watch.forgetful(state.issuer(), crl);
            }
        });
        if (state.learn(crl)) {
            watch.known(
                    state.issuer(),
                    state.newest().orElseThrow(),
                    state.entries().size());
        }
    }

    private void told(CrlState state, Crl crl) {
        state.tell(crl);
        watch.told(state.issuer(), state.told().orElseThrow());
    }

    private static UnreadableException invalid(String detail, Exception cause) {
        return new UnreadableException(UnreadableReason.CRL_INVALID, detail, cause);
    }
}
