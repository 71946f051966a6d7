package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RefusedStop;
import io.countersign.orders.Stop;
import io.countersign.orders.StopTarget;
import io.countersign.registry.core.Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A stop or a lift on the wire.
 *
 * @param state {@code in-force}, {@code lifted}, {@code lift}, or {@code not-counted} where it does not verify under the trust
 *     document in force
 * @param payload base64url, exactly as signed
 * @param officers whose signatures count
 */
record StopView(
        Sha256 digest,
        String act,
        String state,
        String payload,
        List<Approval> approvals,
        List<String> officers,
        Optional<Instant> issuedAt,
        Optional<String> reason,
        Optional<Request.Outcome> refusal) {

    static StopView of(Stop stop, Set<Sha256> lifted) {
        boolean ends = stop.target() instanceof StopTarget.Lift;
        return new StopView(
                stop.digest(),
                stop.order().act().wireName(),
                ends ? "lift" : lifted.contains(stop.digest()) ? "lifted" : "in-force",
                stop.signed().payload(),
                stop.signed().approvals(),
                List.copyOf(stop.officers()),
                Optional.of(stop.order().issuedAt()),
                Optional.of(stop.order().reason()),
                Optional.empty());
    }

    static StopView of(RefusedStop refused) throws RefusedException {
        return new StopView(
                refused.stop().digest(),
                "unknown",
                "not-counted",
                refused.stop().payload(),
                refused.stop().approvals(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Request.Outcome.of(refused.refusal())));
    }
}
