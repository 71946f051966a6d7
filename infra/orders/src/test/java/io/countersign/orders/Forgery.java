package io.countersign.orders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Csr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** One good order of two persons, and every way to spoil it: what is not touched stays well signed. */
final class Forgery {
    private final Installation installation;
    private final SignedItem good;
    private final ObjectNode claims;
    private final ObjectNode item;

    Forgery(Installation installation, Csr csr) {
        this.installation = installation;
        this.good = installation.approved(csr, Installation.ETCD_PEER, Installation.ALICE, Installation.BOB);
        this.claims = object(decoded(good.approvals().get(0).payload()));
        this.item = object(good.itemText().getBytes(StandardCharsets.UTF_8));
    }

    SignedItem good() {
        return good;
    }

    ObjectNode claims() {
        return claims;
    }

    /** The item with these members changed, ordered and signed anew by two persons. */
    SignedItem withItem(Consumer<ObjectNode> change) {
        change.accept(item);
        return withItemText(new String(Json.canonical(item), StandardCharsets.UTF_8));
    }

    SignedItem withItemText(String text) {
        claims.putArray("items")
                .add(Sha256.of(text.getBytes(StandardCharsets.UTF_8)).toString());
        return SignedItem.of(payload(), twoApprovals(payload()), 0, text, good.csr());
    }

    /** The order with these claims changed, signed anew by two persons. */
    SignedItem withClaims(Consumer<ObjectNode> change) {
        change.accept(claims);
        return withPayload(payload());
    }

    /** Any payload octets, well signed by two persons. */
    SignedItem withPayloadText(String json) {
        return withPayload(StrictJws.payload(json.getBytes(StandardCharsets.UTF_8)));
    }

    String payload() {
        return StrictJws.payload(Json.canonical(claims));
    }

    /** The good order with the first approval's header replaced, and signed over that header. */
    SignedItem withHeader(String json) {
        String header = StrictJws.payload(json.getBytes(StandardCharsets.UTF_8));
        String payload = good.approvals().get(0).payload();
        ApproverKey alice = installation.approver(Installation.ALICE);
        String signature = alice.sign((header + "." + payload).getBytes(StandardCharsets.US_ASCII));
        return withFirst(new Envelope(header, payload, signature));
    }

    /** The good order with the first approval replaced. */
    SignedItem withFirst(Envelope envelope) {
        List<Envelope> approvals = new ArrayList<>(good.approvals());
        approvals.set(0, envelope);
        return new SignedItem(approvals, 0, good.itemText(), good.csr());
    }

    SignedItem approvedBy(String... approvers) {
        String payload = payload();
        return SignedItem.of(payload, installation.approvals(payload, approvers), 0, good.itemText(), good.csr());
    }

    Envelope first() {
        return good.approvals().get(0);
    }

    static byte[] decoded(String segment) {
        return Base64.getUrlDecoder().decode(segment);
    }

    private SignedItem withPayload(String payload) {
        return SignedItem.of(payload, twoApprovals(payload), 0, good.itemText(), good.csr());
    }

    private List<Approval> twoApprovals(String payload) {
        return installation.approvals(payload, Installation.ALICE, Installation.BOB);
    }

    private static ObjectNode object(byte[] json) {
        try {
            return (ObjectNode) Json.parse(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
