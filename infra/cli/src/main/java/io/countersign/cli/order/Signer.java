package io.countersign.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.Tier;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Whoever signs an order, and as what: people approve it, and under a profile of the highest tier the one who asked signs that it
 * is asked for. Both sign the same bytes; the type in the header keeps them apart.
 */
public final class Signer {
    private final ApproverKey key;
    private final MessageType type;

    private Signer(ApproverKey key, MessageType type) {
        this.key = key;
        this.type = type;
    }

    public static Signer approver(ApproverKey key) {
        return new Signer(key, MessageType.ORDER);
    }

    public static Signer requester(ApproverKey key) {
        return new Signer(key, MessageType.REQUEST);
    }

    String name(TrustDocument trust) {
        String person = person(trust).orElse("a key that is not in the roster");
        return type == MessageType.REQUEST ? person + ", who asks for it" : person;
    }

    Approval sign(Order order) {
        return StrictJws.sign(type, order.payload(), key);
    }

    /** Refuses what would be signed in vain, before anybody is asked. */
    void require(TrustDocument trust, Order order, List<OrderItem> items) throws CliException {
        long highest = items.stream().filter(item -> isHighest(trust, item)).count();
        if (highest > 0 && highest < items.size()) {
            throw CliException.failed(
                    "certificates of tier T0 need an order of their own, because the requester signs it too",
                    "approve them in a command of their own");
        }
        boolean asker = person(trust).isPresent() && person(trust).equals(order.requester());
        if (type == MessageType.ORDER && highest > 0 && asker) {
            throw CliException.failed(
                    "you asked for this certificate, and whoever asks does not approve it",
                    "sign that you asked: countersign request sign ID --key KEY");
        }
        if (type == MessageType.REQUEST && highest == 0) {
            throw CliException.failed(
                    "only requests of tier T0 are signed by whoever asks", "nothing to do: let others approve it");
        }
        if (type == MessageType.REQUEST && !asker) {
            throw CliException.failed(
                    "the request is " + order.requester().orElse("nobody") + "'s, and this key is "
                            + person(trust).orElse("nobody") + "'s",
                    "only the requester signs it, with a key that stands in the roster");
        }
    }

    /** Whether these signatures lack the requester's where it must be. */
    static boolean unasked(TrustDocument trust, List<OrderItem> items, List<Approval> approvals) {
        return items.stream().anyMatch(item -> isHighest(trust, item))
                && approvals.stream().noneMatch(Signer::isRequest);
    }

    private static boolean isHighest(TrustDocument trust, OrderItem item) {
        return trust.profile(item.profile())
                .filter(profile -> profile.tier() == Tier.T0)
                .isPresent();
    }

    /** Only for what is said to people: who verifies an order reads the header strictly. */
    private static boolean isRequest(Approval approval) {
        try {
            JsonNode header = Json.parse(Base64.getUrlDecoder().decode(approval.header()));
            return header.path("typ").asText().equals(MessageType.REQUEST.typ());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private Optional<String> person(TrustDocument trust) {
        return trust.rosterEntry(key.publicKey().kid()).map(RosterEntry::person);
    }
}
