package io.countersign.e2e.attacks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.StrictJws;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One good order over a request, and every way to spoil it; what is not touched stays well signed. */
final class Forgery {
    private final SharedInstallation site;
    private final Asked asked;
    private final ObjectNode claims;
    private final ObjectNode item;
    private String itemText;
    private UnaryOperator<String> payloadText = UnaryOperator.identity();
    private Consumer<ObjectNode> header = members -> {};
    private UnaryOperator<String> headerText = UnaryOperator.identity();
    private UnaryOperator<Approval> approval = UnaryOperator.identity();
    private UnaryOperator<String> sentPayload = UnaryOperator.identity();
    private UnaryOperator<String> sentItem = UnaryOperator.identity();
    private List<String> approvers = List.of("alice");
    private Bytes csr;

    Forgery(SharedInstallation site, Asked asked) {
        this.site = site;
        this.asked = asked;
        this.csr = asked.csr().der();
        try {
            Instant now = Instant.now();
            OrderItem good = ItemDraft.of(asked.csr(), asked.lineage()).item(site.trust(), now);
            Order order = new OrderWriter(site.trust(), InstantSource.fixed(now), new SecureRandom())
                    .issue(List.of(good), Optional.of("oscar"), Optional.empty());
            this.itemText = good.text();
            this.item = object(itemText);
            this.claims = object(new String(Base64.getUrlDecoder().decode(order.payload()), StandardCharsets.UTF_8));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- before signing: what the approver is made to sign

    void claim(String name, Object value) {
        claims.putPOJO(name, value);
    }

    /** The time of making and the use-by, in seconds from now. */
    void times(long made, long useBy) {
        long now = Instant.now().getEpochSecond();
        claims.put("iat", now + made);
        claims.put("exp", now + useBy);
    }

    void item(String name, Object value) {
        item.putPOJO(name, value);
        itemText(ignored -> new String(Json.canonical(item), StandardCharsets.UTF_8));
    }

    void item(Consumer<ObjectNode> change) {
        change.accept(item);
        itemText(ignored -> new String(Json.canonical(item), StandardCharsets.UTF_8));
    }

    void itemText(UnaryOperator<String> change) {
        itemText = change.apply(itemText);
        claims.putArray("items")
                .add(Sha256.of(itemText.getBytes(StandardCharsets.UTF_8)).toString());
    }

    void payloadText(UnaryOperator<String> change) {
        payloadText = change;
    }

    void header(Consumer<ObjectNode> change) {
        header = change;
    }

    void headerText(UnaryOperator<String> change) {
        headerText = change;
    }

    void approvers(String... persons) {
        approvers = List.of(persons);
    }

    // --- after signing: what the registry does to it

    void approval(UnaryOperator<Approval> change) {
        approval = change;
    }

    void sentPayload(UnaryOperator<String> change) {
        sentPayload = change;
    }

    void sentItem(UnaryOperator<String> change) {
        sentItem = change;
    }

    void sentCsr(UnaryOperator<byte[]> change) {
        csr = Bytes.of(change.apply(csr.toArray()));
    }

    // --- the two ways to send it

    /** Body of {@code POST /v1/orders}; the first approval only, as the API takes it. */
    ObjectNode proposal() {
        Signed signed = signed();
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("payload", signed.payload());
        body.putArray("items").add(sentItem.apply(itemText));
        body.putArray("requests").add(asked.id());
        body.set("approval", Json.TOLERANT.valueToTree(signed.approvals().get(0)));
        return body;
    }

    /** The event with which the registry would order it. */
    Event event() {
        Signed signed = signed();
        return Event.of(
                EventType.CSR_APPROVED,
                ServiceName.REGISTRY.source(),
                asked.lineage().toString(),
                Instant.now(),
                new CsrApproved(
                        asked.lineage(),
                        asked.id(),
                        signed.payload(),
                        signed.approvals(),
                        0,
                        sentItem.apply(itemText),
                        csr),
                Optional.empty());
    }

    private Signed signed() {
        String json = payloadText.apply(new String(Json.canonical(claims), StandardCharsets.UTF_8));
        String payload = StrictJws.payload(json.getBytes(StandardCharsets.UTF_8));
        List<Approval> approvals = new ArrayList<>();
        for (String approver : approvers) {
            ApprovalKey key = ApprovalKey.of(site.layout(), approver);
            ObjectNode members = key.header();
            header.accept(members);
            String text = headerText.apply(new String(Json.canonical(members), StandardCharsets.UTF_8));
            approvals.add(approval.apply(key.approve(text, payload)));
        }
        return new Signed(sentPayload.apply(payload), approvals);
    }

    private record Signed(String payload, List<Approval> approvals) {}

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
