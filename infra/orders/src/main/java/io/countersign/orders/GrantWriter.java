package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes the grant order that the first approver signs; it is then the one that the others sign too. */
public final class GrantWriter {
    private final FreshClaims fresh;

    public GrantWriter(TrustDocument trust, InstantSource clock, SecureRandom random) {
        this.fresh = new FreshClaims(trust, clock, random);
    }

    /**
     * An order for these grants, which all belong to one cluster.
     *
     * @param requester id of whoever asked; required where a profile does not count the requester
     */
    public GrantOrder grant(List<GrantText> grants, Optional<String> requester, Optional<String> reason)
            throws RefusedException {
        String cluster = grants.isEmpty() ? "" : grants.get(0).lineage().cluster();
        ObjectNode claims = fresh.of(Act.GRANT, cluster);
        ArrayNode digests = claims.putArray("grants");
        grants.forEach(grant -> digests.add(grant.digest().toString()));
        requester.ifPresent(who -> claims.put("req", who));
        reason.ifPresent(why -> claims.put("why", why));
        return GrantOrder.parse(Json.canonical(claims));
    }
}
