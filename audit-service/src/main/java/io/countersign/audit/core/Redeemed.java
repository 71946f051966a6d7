package io.countersign.audit.core;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.Predecessor;
import java.util.Base64;
import java.util.Optional;

/**
 * What an order redeems. Read from what the live certificate's key signed, never from the intent's other members: serial and
 * to-be-signed bytes are the broker's word until the signer makes them again, and one order gives one certificate.
 *
 * @param predecessor the live certificate
 * @param order SHA-256 of the order's payload
 * @param grant SHA-256 of the text of the standing grant
 * @param key SHA-256 of the SubjectPublicKeyInfo that the order asks a certificate for
 */
record Redeemed(Lineage lineage, IssuerSerial predecessor, Sha256 order, Sha256 grant, Sha256 key) {
    /** As the intent tells it, not verified; empty for what redeems nothing. */
    static Optional<Redeemed> told(CertificateIntended intended) {
        if (intended.redemption().isEmpty()) {
            return Optional.empty();
        }
        try {
            return of(order(intended), OrderItem.parse(intended.itemText()));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    static Optional<Redeemed> of(Order order, OrderItem item) {
        Optional<Predecessor> former = item.predecessor();
        if (former.isEmpty() || order.grant().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Redeemed(
                item.lineage(),
                new IssuerSerial(item.issuer(), former.get().serial()),
                order.digest(),
                order.grant().get(),
                item.key()));
    }

    static Order order(CertificateIntended intended) throws RefusedException {
        return Order.parse(octets(intended.payload()));
    }

    /** What is no base64url reads as nothing, which no order is. */
    private static byte[] octets(String payload) {
        try {
            return Base64.getUrlDecoder().decode(payload);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Whether both redeem one live certificate for different orders: its key is in two hands. */
    boolean forks(Redeemed other) {
        return predecessor.equals(other.predecessor) && !order.equals(other.order);
    }
}
