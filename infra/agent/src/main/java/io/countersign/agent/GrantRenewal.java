package io.countersign.agent;

import io.countersign.agent.Registry.RejectedException;
import io.countersign.agent.Registry.RequestView;
import io.countersign.agent.Registry.Work;
import io.countersign.agent.StepHook.Point;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renewal by a standing grant, as a part of {@link Rotation}. Its one rule: of every certificate in place at most one successor
 * is ordered, because the log freezes a lineage whose certificate was redeemed twice. So the signed order is stored before it is
 * sent, the same bytes are sent however often, and what it leaves open is left to people, except in one case: the signer refused
 * the order because its time had passed, and it has passed by the agent's own clock too.
 */
final class GrantRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(GrantRenewal.class);

    /** Somebody else redeemed the same certificate (security 3.1). */
    private static final String REUSED = "predecessor-reused";

    private final ManagedLineage managed;
    private final Redeemer redeemer;
    private final Registry registry;
    private final SagaStore store;
    private final StepHook hook;

    GrantRenewal(ManagedLineage managed, Redeemer redeemer, Registry registry, SagaStore store, StepHook hook) {
        this.managed = managed;
        this.redeemer = redeemer;
        this.registry = registry;
        this.store = store;
        this.hook = hook;
    }

    /**
     * How the renewal goes that is due now.
     *
     * @param hint what the registry said; without a word from it, the grant of last time is tried
     */
    RenewalWay way(Optional<Work> hint, FilePair.Content inPlace, Instant now) throws IOException {
        Optional<OfferedGrant> grant =
                hint.isPresent() ? hint.get().grant() : store.grant().map(OfferedGrant::remembered);
        if (grant.isEmpty()) {
            store.forgetGrant();
        }
        RenewalWay way = redeemer.way(grant, inPlace, store.renewal(), now);
        if (way instanceof RenewalWay.ByGrant granted) {
            store.grant(granted.grant().text());
        }
        return way;
    }

    /** Hands in the one order for the pair in place, signed now or in a former life of this process. */
    RequestView submit(FreshKey fresh, Optional<FilePair.Content> inPlace, Instant now)
            throws NotRedeemableException, RejectedException, IOException, InterruptedException {
        Optional<SignedRenewal> last = store.renewal();
        if (last.isPresent() && last.get().isFor(fresh)) {
            return registry.renew(last.get());
        }
        // An order lives for an hour at most: it is not signed before the registry answers.
        Optional<RequestView> known = known(fresh);
        if (known.isPresent()) {
            return known.get();
        }
        OfferedGrant grant = store.grant()
                .map(OfferedGrant::remembered)
                .orElseThrow(() -> new NotRedeemableException("no standing grant is known"));
        SignedRenewal renewal = redeemer.redeem(
                grant,
                inPlace.orElseThrow(() -> new NotRedeemableException("there is no certificate in place")),
                fresh,
                last,
                now);
        hook.reached(Point.ORDER_SIGNED);
        store.renewal(renewal);
        hook.reached(Point.ORDER_STORED);
        LOG.info("{}: renewal ordered under the grant {}", managed.lineage(), renewal.grant());
        return registry.renew(renewal);
    }

    private Optional<RequestView> known(FreshKey fresh) throws IOException, InterruptedException {
        try {
            return Optional.of(registry.request(RequestId.of(
                    managed.lineage(),
                    managed.profileOrDefault(),
                    Csr.readPem(fresh.requestPem()).digest())));
        } catch (RejectedException e) {
            LOG.debug("{}: not known yet: {}", managed.lineage(), e.getMessage());
            return Optional.empty();
        } catch (RefusedException e) {
            throw new IOException("the stored request is damaged", e);
        }
    }

    /** Whether a request that failed has failed for good; before its use-by the registry itself tries a passing refusal again. */
    boolean over(RequestView request, FreshKey fresh, Instant now) throws IOException {
        Optional<SignedRenewal> order = store.renewal().filter(renewal -> renewal.isFor(fresh));
        if (order.isEmpty()) {
            return true;
        }
        String code = request.refusal().map(RequestView.Reason::code).orElse("");
        if (code.equals(REUSED)) {
            LOG.error("{}: SOMEBODY ELSE RENEWED WITH THE KEY IN PLACE; take it for stolen", managed.lineage());
        }
        boolean passing = code.equals(RefusalCode.ORDER_PAST_USE_BY.code())
                || RefusalCode.of(code).filter(RefusalCode::retryable).isPresent();
        if (!request.refused() || !passing) {
            return true;
        }
        if (now.isBefore(order.get().useBy())) {
            return false;
        }
        // Refused means that no intent was published, and from here on no signer will: another order is no reuse.
        store.forgetRenewal();
        return true;
    }
}
