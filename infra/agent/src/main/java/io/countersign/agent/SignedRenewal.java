package io.countersign.agent;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.Predecessor;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/**
 * An order that redeems a grant, signed: the body of {@code POST /v1/renewals} and what the agent keeps of it. It is stored
 * before it is sent for the first time and is the only one ever made for its predecessor, because a second one freezes the
 * lineage (security 3.1, reuse detection).
 *
 * @param payload the order, base64url
 * @param itemText exact text of its one item
 * @param csr PEM
 * @param approval the continuity signature
 * @param predecessor PEM of the certificate whose key signed
 * @param grant base64url SHA-256 of the grant's text
 */
record SignedRenewal(String payload, String itemText, String csr, Approval approval, String predecessor, String grant) {

    /** Whether this order is the one for the successor of this certificate. */
    boolean succeeds(Sha256 certificate) throws IOException {
        return former().sha256().equals(certificate);
    }

    boolean isFor(FreshKey fresh) {
        return csr.equals(fresh.requestPem());
    }

    /** Place of a certificate with this key in the lineage, counted from the last one that people ordered. */
    long generationOf(Sha256 key) throws IOException {
        return item().key().equals(key) ? former().generation() + 1 : 1;
    }

    /** The order counts strictly before this time. */
    Instant useBy() throws IOException {
        try {
            return Order.parse(Base64.getUrlDecoder().decode(payload)).useBy();
        } catch (RefusedException | IllegalArgumentException e) {
            throw new IOException("the stored renewal is damaged", e);
        }
    }

    private Predecessor former() throws IOException {
        return item().predecessor().orElseThrow(() -> new IOException("the stored renewal names no predecessor"));
    }

    private OrderItem item() throws IOException {
        try {
            return OrderItem.parse(itemText);
        } catch (RefusedException e) {
            throw new IOException("the stored renewal is damaged", e);
        }
    }
}
