package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RequestId;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.x509.Csr;
import io.countersign.x509.Pem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Takes orders that redeem standing grants: request, order and approval in one. All checks are the signer's own and asked early;
 * whether a predecessor was used before is the audit log's to say, since only it sees every intent.
 */
public final class RenewalDesk {
    private final EarlyAnswers answers;
    private final Transactions transactions;
    private final Rejections rejections;
    private final InstantSource clock;

    public RenewalDesk(EarlyAnswers answers, Transactions transactions, Rejections rejections, InstantSource clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.rejections = rejections;
        this.clock = clock;
    }

    /**
     * An order as the agent sends it.
     *
     * @param payload base64url, exactly as the live certificate's key signed it
     * @param csr PEM
     * @param predecessor PEM of the live certificate
     * @param grant SHA-256 of the grant's text
     */
    public record Renewal(
            String payload, String itemText, String csr, Approval approval, String predecessor, Sha256 grant) {}

    /** Makes the request and hands it to the signer; the same order again is the same request. */
    public Registrar.Submitted redeem(Renewal asked, Caller caller) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        caller.requirePost();
        OrderItem item = OrderItem.parse(asked.itemText());
        caller.requireMayTouch(item.lineage());
        try {
            return checked(asked, item, caller, now);
        } catch (RefusedException refused) {
            rejections.tell(submission(asked, item), caller, refused.refusal(), now);
            throw refused;
        }
    }

    private Registrar.Submitted checked(Renewal asked, OrderItem item, Caller caller, Instant now)
            throws RefusedException {
        Csr csr = Csr.readPem(asked.csr());
        Bytes predecessor = predecessor(asked);
        String id = RequestId.of(item.lineage(), item.profile(), csr.digest());
        return transactions.run(stores -> {
            Optional<Request> former = stores.requests().lock(id);
            if (former.isPresent() && standsUnder(former.get(), asked, stores)) {
                return new Registrar.Submitted(former.get(), false);
            }
            EarlyAnswers.Redeemed redeemed =
                    answers.redemption(asked, csr, predecessor, stores.grants().ofText(asked.grant()), now);
            requireNotRevoked(redeemed, stores);
            requireOpen(former, redeemed, stores, now);
            Request request = former.orElseGet(() -> Registrar.store(request(id, redeemed, csr, caller, now), stores)
                    .request());
            return new Registrar.Submitted(publish(request, asked, redeemed, caller, stores, now), former.isEmpty());
        });
    }

    /** Identical bytes were taken before, whatever has become of them since. */
    private static boolean standsUnder(Request former, Renewal asked, Stores stores) {
        return former.order()
                .flatMap(stores.orders()::find)
                .filter(order -> order.payload().equals(asked.payload())
                        && order.signatures().equals(List.of(asked.approval())))
                .isPresent();
    }

    /** Whoever had the key to be revoked must not get a successor for it. */
    private static void requireNotRevoked(EarlyAnswers.Redeemed redeemed, Stores stores) throws RefusedException {
        Optional<StandingRevocation> revocation = stores.crls().revocation(redeemed.predecessor());
        if (revocation.isPresent()) {
            throw new RefusedException(
                    RefusalCode.PREDECESSOR_REVOKED,
                    redeemed.predecessor().serial() + " is revoked since "
                            + revocation.get().at());
        }
    }

    /** Two orders at once for one successor would freeze the lineage; an honest agent that asks twice is told in time. */
    private static void requireOpen(
            Optional<Request> former, EarlyAnswers.Redeemed redeemed, Stores stores, Instant now)
            throws RefusedException {
        if (former.filter(request -> !request.state().opensToOrder()).isPresent()) {
            throw new RefusedException(
                    RefusalCode.REQUEST_CLOSED,
                    former.get().id() + " is " + former.get().state().wireName());
        }
        Optional<String> underWay = stores.orders().redeeming(redeemed.predecessor(), now);
        if (underWay.isPresent()) {
            throw new RefusedException(
                    RefusalCode.ORDER_EXISTS,
                    "the successor of " + redeemed.predecessor().serial() + " is on its way as " + underWay.get());
        }
    }

    private static Request request(String id, EarlyAnswers.Redeemed redeemed, Csr csr, Caller caller, Instant now) {
        OrderItem item = redeemed.item().item();
        return new Request(
                id,
                item.lineage(),
                item.profile(),
                csr.der(),
                csr.digest(),
                csr.keyDigest(),
                csr.names(),
                caller.id(),
                redeemed.item().order().reason(),
                Optional.empty(),
                now,
                RequestState.SUBMITTED,
                now,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    private static Request publish(
            Request request, Renewal asked, EarlyAnswers.Redeemed redeemed, Caller caller, Stores stores, Instant now) {
        Order order = redeemed.item().order();
        stores.orders()
                .add(
                        new SignedOrder(
                                order.digest(),
                                asked.payload(),
                                List.of(asked.itemText()),
                                List.of(request.id()),
                                order.useBy(),
                                List.of(new SignedOrder.SignedApproval(caller.id(), asked.approval()))),
                        now);
        stores.orders().redeems(order.digest(), redeemed.predecessor(), redeemed.grant());
        Request laid = request.laidUnder(order.digest(), 0, now);
        CsrApproved approved = new CsrApproved(
                request.lineage(),
                request.id(),
                asked.payload(),
                List.of(asked.approval()),
                0,
                asked.itemText(),
                request.csr(),
                Optional.of(redeemed.redemption()));
        String by = "by grant " + redeemed.grant() + " of "
                + String.join(", ", new TreeSet<>(redeemed.item().persons())) + ", signed with the key of "
                + redeemed.predecessor().serial();
        new Handover(stores, now).toSigner(laid, approved, order.useBy(), by);
        return laid.moved(RequestState.APPROVED, now);
    }

    private static Bytes predecessor(Renewal asked) throws RefusedException {
        try {
            return Bytes.of(Pem.decode(Pem.CERTIFICATE, asked.predecessor()));
        } catch (IllegalArgumentException notPem) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "predecessor is no certificate in PEM", notPem);
        }
    }

    private static Submission submission(Renewal asked, OrderItem item) {
        return new Submission(
                item.lineage().cluster(),
                item.lineage().component(),
                item.lineage().instance(),
                Optional.of(item.profile()),
                asked.csr(),
                Optional.empty(),
                Optional.empty());
    }
}
