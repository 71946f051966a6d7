package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ISSUER_WITHOUT_CRL;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** Makes revoke orders for a revoker, or for the certificate's own key, to sign. */
public final class RevocationWriter {
    private final FreshClaims fresh;

    public RevocationWriter(TrustDocument trust, InstantSource clock, SecureRandom random) {
        this.fresh = new FreshClaims(trust, clock, random);
    }

    /**
     * An order for these certificates of one CA, in whatever order they come.
     *
     * @throws RefusedException also where nobody reads a CRL of this CA
     */
    public RevocationOrder revoke(TrustedIssuer issuer, List<Revoked> certificates, RevocationReason reason, String why)
            throws RefusedException {
        if (!issuer.hasCrl()) {
            throw new RefusedException(ISSUER_WITHOUT_CRL, issuer.name() + " of " + issuer.cluster());
        }
        ObjectNode claims = fresh.of(Act.REVOKE, issuer.cluster());
        claims.put("iss", issuer.certificate().digest().toString());
        ArrayNode named = claims.putArray("certificates");
        certificates.stream()
                .sorted(Comparator.comparing(each -> each.serial().value()))
                .forEach(each -> named.addObject()
                        .put("serial", each.serial().toString())
                        .put("lin", each.lineage().toString()));
        claims.put("reason", reason.wireName());
        claims.put("why", why);
        return RevocationOrder.parse(Json.canonical(claims));
    }
}
