package io.countersign.registry.http;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.GrantStanding;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.SignedGrant;
import java.util.List;
import java.util.Optional;

/**
 * A grant order on the wire.
 *
 * @param payload base64url, exact bytes
 * @param texts of its grants, in the payload's order
 * @param needed persons that the strictest of its profiles asks for
 * @param refusal what bars it at present
 */
record GrantView(
        Sha256 digest,
        String payload,
        List<String> texts,
        List<Approval> approvals,
        List<String> persons,
        int needed,
        String state,
        Optional<Request.Outcome> refusal) {
    static GrantView of(SignedGrant grant, GrantStanding standing) {
        return new GrantView(
                grant.digest(),
                grant.payload(),
                grant.texts(),
                grant.signatures(),
                grant.persons(),
                standing.needed(),
                standing.state().wireName(),
                standing.refusal().map(Request.Outcome::of));
    }
}
