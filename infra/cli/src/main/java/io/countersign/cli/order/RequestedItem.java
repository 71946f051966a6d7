package io.countersign.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.Csr;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A request as an approver's tool sees it: the CSR's own bytes, and what the registry says about them. The item to sign is made
 * here, from the bytes; the registry's words are only compared with it (security 1.1, row "Registry").
 *
 * @param id the request's id, which the registry cannot choose
 * @param order the order that others signed first, as the registry sent it
 */
public record RequestedItem(
        String id,
        Lineage lineage,
        String profile,
        Csr csr,
        Optional<Duration> lifetime,
        String requester,
        Optional<String> reason,
        String state,
        Optional<OrderItem> offer,
        Optional<JsonNode> order) {

    private static final String LIES =
            "do not sign: the registry shows something else than it would have signed; tell your security team";

    /** Reads the registry's answer and checks that it speaks of the request asked for. */
    public static RequestedItem read(String asked, JsonNode request) throws CliException {
        try {
            Csr csr = Csr.readPem(request.path("csr").asText());
            Lineage lineage = Lineage.parse(request.path("lineage").asText());
            String profile = request.path("profile").asText();
            if (!asked.equals(RequestId.of(lineage, profile, csr.digest()))) {
                throw CliException.failed(
                        "request " + asked + ": the registry sent the CSR, lineage or profile of another request",
                        LIES);
            }
            JsonNode offer = request.path("draft").path("itemText");
            return new RequestedItem(
                    asked,
                    lineage,
                    profile,
                    csr,
                    lifetime(request.path("lifetime")),
                    request.path("requester").asText(),
                    text(request, "reason"),
                    request.path("state").asText(),
                    offer.isTextual() ? Optional.of(OrderItem.parse(offer.textValue())) : Optional.empty(),
                    request.path("order").isObject() ? Optional.of(request.path("order")) : Optional.empty());
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw CliException.failed(
                    "request " + asked + ": the registry's answer is not readable: " + e.getMessage(),
                    "compare the versions of countersign and registry",
                    e);
        }
    }

    /** Whether others already signed an order that waits for more persons, and still counts. */
    public boolean waitsForApprovals(Instant now) {
        return state.equals("approving")
                && order.isPresent()
                && !isPastUseBy(order.get().path("payload").asText(), now);
    }

    /** What cannot be read is not past anything: it is shown for what it is when it is checked. */
    private static boolean isPastUseBy(String payload, Instant now) {
        try {
            return !now.isBefore(
                    Order.parse(Base64.getUrlDecoder().decode(payload)).useBy());
        } catch (RefusedException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The item from the CSR, the profile and the pinned trust document. */
    public OrderItem recompute(TrustDocument trust, Instant now) throws CliException {
        try {
            return new ItemDraft(csr, lineage, Optional.of(profile), lifetime, offer.flatMap(OrderItem::predecessor))
                    .item(trust, now);
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    /** Refuses when the other item would lead to another certificate than the one made here; times are the signer's. */
    public void requireSame(OrderItem mine, OrderItem theirs) throws CliException {
        List<String> differences = new ArrayList<>();
        compare(differences, "issuer", mine.issuer(), theirs.issuer());
        compare(differences, "lineage", mine.lineage(), theirs.lineage());
        compare(differences, "profile", mine.profile(), theirs.profile());
        compare(differences, "profile text", mine.profileDigest(), theirs.profileDigest());
        compare(differences, "CSR", mine.csr(), theirs.csr());
        compare(differences, "key", mine.key(), theirs.key());
        compare(differences, "CN", mine.names().commonName(), theirs.names().commonName());
        compare(differences, "O", mine.names().organizations(), theirs.names().organizations());
        compare(differences, "DNS names", mine.names().dns(), theirs.names().dns());
        compare(differences, "IP addresses", mine.names().ips(), theirs.names().ips());
        compare(differences, "URIs", mine.names().uris(), theirs.names().uris());
        if (!differences.isEmpty()) {
            throw CliException.failed(
                    "request " + id + ": the registry's item is not the one its CSR gives\n  "
                            + String.join("\n  ", differences),
                    LIES);
        }
    }

    private static void compare(List<String> differences, String what, Object mine, Object theirs) {
        if (!mine.equals(theirs)) {
            differences.add(what + ": from the CSR and the trust document " + mine + ", from the registry " + theirs);
        }
    }

    /** ISO 8601, or seconds as a number. */
    private static Optional<Duration> lifetime(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(Duration.ofSeconds(value.longValue()));
        }
        return value.isTextual() ? Optional.of(Duration.parse(value.textValue())) : Optional.empty();
    }

    private static Optional<String> text(JsonNode tree, String name) {
        return tree.path(name).isTextual() ? Optional.of(tree.path(name).textValue()) : Optional.empty();
    }
}
