package io.countersign.cli.grant;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.CheckedGrant;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A grant as the registry sent it; its state is the registry's word, all else is read from what people signed. */
public final class ReceivedGrant {
    private final GrantOrder order;
    private final List<GrantText> texts;
    private final List<Approval> approvals;
    private final String state;

    private ReceivedGrant(GrantOrder order, List<GrantText> texts, List<Approval> approvals, String state) {
        this.order = order;
        this.texts = List.copyOf(texts);
        this.approvals = List.copyOf(approvals);
        this.state = state;
    }

    public static ReceivedGrant read(JsonNode grant) throws CliException {
        try {
            List<GrantText> texts = new ArrayList<>();
            for (JsonNode text : grant.path("texts")) {
                texts.add(GrantText.parse(text.asText()));
            }
            List<Approval> approvals = new ArrayList<>();
            for (JsonNode approval : grant.path("approvals")) {
                approvals.add(Json.STRICT.treeToValue(approval, Approval.class));
            }
            GrantOrder order = GrantOrder.parse(
                    Base64.getUrlDecoder().decode(grant.path("payload").asText()));
            return new ReceivedGrant(
                    order, texts, approvals, grant.path("state").asText());
        } catch (RefusedException e) {
            throw CliException.of(e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the registry's grant is not readable: " + e.getMessage(),
                    "compare the versions of countersign and registry",
                    e);
        }
    }

    public GrantOrder order() {
        return order;
    }

    public List<GrantText> texts() {
        return texts;
    }

    String state() {
        return state;
    }

    /** Refuses another grant than the one asked for. */
    public void requireIs(Sha256 digest) throws CliException {
        if (!order.digest().equals(digest)) {
            throw CliException.failed(
                    "the registry sent another grant than " + digest, "do not sign; tell your security team");
        }
    }

    /** By the rules of the signer, but for the number of persons. */
    CheckedGrant check(TrustDocument trust, Instant now) throws RefusedException {
        return Decision.checkGrant(trust, Stops.NONE, order.payload(), approvals, texts, now);
    }

    /** For a list. */
    public ObjectNode item(TrustDocument trust, Instant now) {
        ObjectNode item = Json.TOLERANT.createObjectNode();
        item.put("digest", order.digest().toString());
        item.put("cluster", order.cluster());
        item.put("state", state);
        ArrayNode persons = item.putArray("persons");
        try {
            CheckedGrant checked = check(trust, now);
            checked.persons().stream().sorted().forEach(persons::add);
            item.put("needed", checked.needed());
            item.put("check", "ok");
        } catch (RefusedException e) {
            item.put("check", e.refusal().code().code());
        }
        item.put("requester", order.requester().orElse(""));
        item.put("reason", order.reason().orElse(""));
        item.put("issuedAt", order.issuedAt().toString());
        long left = 0;
        Instant until = Instant.MIN;
        ArrayNode grants = item.putArray("grants");
        for (GrantText text : texts) {
            ObjectNode grant = grants.addObject();
            grant.put("digest", text.digest().toString());
            grant.put("lineage", text.lineage().toString());
            grant.put("profile", text.profile());
            grant.set("names", Json.TOLERANT.valueToTree(text.names()));
            grant.put("life", text.life().toString());
            grant.put("gap", text.gap().toString());
            grant.put("since", text.since().toString());
            grant.put("until", text.until().toString());
            grant.put("atMost", renewals(text, text.since()));
            grant.put("left", renewals(text, now));
            left += renewals(text, now);
            until = text.until().isAfter(until) ? text.until() : until;
        }
        item.put("left", left);
        item.put("notAfter", until.equals(Instant.MIN) ? "" : until.toString());
        return item;
    }

    /** How many successors can follow one another between a time and the end: what a stolen key could get at most. */
    static long renewals(GrantText text, Instant from) {
        Instant start = from.isBefore(text.since()) ? text.since() : from;
        return start.isBefore(text.until()) && !text.gap().isZero()
                ? Duration.between(start, text.until()).dividedBy(text.gap())
                : 0;
    }
}
