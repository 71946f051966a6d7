package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CSR_MISMATCH;
import static io.countersign.contracts.RefusalCode.CSR_TOO_LARGE;
import static io.countersign.contracts.RefusalCode.ITEM_MISMATCH;
import static io.countersign.contracts.RefusalCode.KEY_MISMATCH;
import static io.countersign.contracts.RefusalCode.KEY_OF_A_CA;
import static io.countersign.contracts.RefusalCode.LINEAGE_MISMATCH;
import static io.countersign.contracts.RefusalCode.NAMES_MISMATCH;
import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.Redemption;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import java.nio.charset.StandardCharsets;

/** Whether item, CSR and names are the approved ones and allowed: steps 7 and 13 to 15 of security 2.3. */
final class ItemChecks {
    /** The longest names, key and signature that Countersign writes, with room for a certificate from elsewhere. */
    private static final int MOST_CERTIFICATE_OCTETS = 8 * 1024;

    private ItemChecks() {}

    /** Step 1, for what does not travel inside the JWS. */
    static void sizes(SignedItem signed) throws RefusedException {
        if (signed.csr().size() > Csr.MAX_DER) {
            throw new RefusedException(CSR_TOO_LARGE, signed.csr().size() + " octets of DER");
        }
        if (signed.itemText().length() > OrderItem.MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "an item has at most " + OrderItem.MAX_OCTETS + " octets");
        }
        if (signed.redemption().map(Redemption::predecessor).map(Bytes::size).orElse(0) > MOST_CERTIFICATE_OCTETS) {
            throw new RefusedException(
                    ORDER_TOO_LARGE, "a predecessor has at most " + MOST_CERTIFICATE_OCTETS + " octets");
        }
    }

    /** The item whose digest stands in the order at the index given. */
    static OrderItem named(Order order, SignedItem signed) throws RefusedException {
        int index = signed.index();
        if (index < 0 || index >= order.items().size()) {
            throw new RefusedException(ITEM_MISMATCH, "the order has no item " + index);
        }
        Sha256 digest = Sha256.of(signed.itemText().getBytes(StandardCharsets.UTF_8));
        if (!order.items().get(index).equals(digest)) {
            throw new RefusedException(ITEM_MISMATCH, "the text of item " + index + " has the digest " + digest);
        }
        return OrderItem.parse(signed.itemText());
    }

    /** Steps 13 and 14: the approved CSR, good in itself, with the approved key and names. */
    static Csr csr(TrustDocument trust, OrderItem item, Bytes der) throws RefusedException {
        if (!der.sha256().equals(item.csr())) {
            throw new RefusedException(CSR_MISMATCH, "the CSR's SHA-256 is " + der.sha256());
        }
        Csr csr = Csr.read(der.toArray());
        if (!csr.keyDigest().equals(item.key())) {
            throw new RefusedException(KEY_MISMATCH, "the CSR's key has the digest " + csr.keyDigest());
        }
        requireNoCaKey(trust, csr);
        if (!csr.names().equals(item.names())) {
            throw new RefusedException(NAMES_MISMATCH, "the CSR says " + csr.names());
        }
        return csr;
    }

    static void requireNoCaKey(TrustDocument trust, Csr csr) throws RefusedException {
        for (TrustedIssuer issuer : trust.issuers()) {
            if (issuer.certificate().keyDigest().equals(csr.keyDigest())) {
                throw new RefusedException(KEY_OF_A_CA, "the key of " + issuer.cluster() + "/" + issuer.name());
            }
        }
    }

    /** Step 15: the profile gives these names to this lineage, and the lineage is of the order's own cluster. */
    static void names(TrustDocument trust, Order order, OrderItem item, Csr csr, Profile profile)
            throws RefusedException {
        if (!item.lineage().cluster().equals(order.cluster())) {
            // Approvers and issuer were checked for the order's cluster; names must not be checked by another's facts.
            throw new RefusedException(
                    LINEAGE_MISMATCH, item.lineage() + " is of another cluster than the order, " + order.cluster());
        }
        TrustedCluster cluster = OrderChecks.cluster(trust, order.cluster());
        profile.check(csr.names(), item.lineage(), cluster.facts());
        profile.checkUsages(csr);
    }
}
