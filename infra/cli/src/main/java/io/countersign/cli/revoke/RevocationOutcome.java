package io.countersign.cli.revoke;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.util.Collection;
import java.util.Optional;

/** How far a revocation is, for a script. */
public final class RevocationOutcome {
    private RevocationOutcome() {}

    /**
     * One item.
     *
     * @param crl the one that shows every serial of the order, if one does
     */
    public static ObjectNode item(
            RevocationOrder order,
            TrustedIssuer issuer,
            Collection<String> persons,
            int needed,
            String state,
            Optional<Crl> crl) {
        ObjectNode item = Json.TOLERANT.createObjectNode();
        item.put("digest", order.digest().toString());
        item.put("cluster", issuer.cluster());
        item.put("issuer", issuer.name());
        item.put("state", state);
        ArrayNode certificates = item.putArray("certificates");
        order.certificates().forEach(each -> certificates
                .addObject()
                .put("serial", each.serial().toString())
                .put("lineage", each.lineage().toString()));
        item.put("reason", order.reason().wireName());
        item.put("why", order.why());
        item.put("issuedAt", order.issuedAt().toString());
        ArrayNode signed = item.putArray("persons");
        persons.forEach(signed::add);
        item.put("needed", needed);
        crl.ifPresent(shown -> item.putObject("crl")
                .put("number", shown.number())
                .put("thisUpdate", shown.thisUpdate().toString()));
        return item;
    }
}
