package io.countersign.registry.core;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.Redemption;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.CheckedGrant;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantText;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.Revoked;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.SignedItem;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The signer's own checks, asked early. They protect nobody: whoever owns the registry can leave them out. They save people from
 * waiting for a refusal.
 */
public final class EarlyAnswers {
    private final Supplier<TrustView> trust;

    public EarlyAnswers(Supplier<TrustView> trust) {
        this.trust = trust;
    }

    /** An item's text and the request it claims to answer. */
    public record Item(String text, Request request) {}

    /**
     * An order that may go on gathering approvals.
     *
     * @param lastPerson whose key made the last approval
     */
    public record Checked(Sha256 digest, Instant useBy, List<ApprovedItem> items, String lastPerson) {}

    /**
     * A grant order that may go on gathering approvals.
     *
     * @param lastPerson whose key made the last approval
     */
    public record Grant(CheckedGrant grant, String lastPerson) {}

    /** A denial in force. */
    public record Denial(Order order, String person) {}

    /** Checks every item with all approvals so far: every rule but the number of persons. */
    public Checked check(String payload, List<Approval> approvals, List<Item> items, Instant now)
            throws RefusedException {
        TrustView view = trust.get();
        List<ApprovedItem> checked = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            Item item = items.get(index);
            ApprovedItem approved = Decision.checkSoFar(
                    view.document(),
                    view.stops(),
                    SignedItem.of(
                            payload,
                            approvals,
                            index,
                            item.text(),
                            item.request().csr()),
                    now);
            requireAnswers(approved, item.request());
            checked.add(approved);
        }
        if (checked.isEmpty()) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "an order has at least one item");
        }
        Order order = checked.get(0).order();
        if (order.items().size() != items.size()) {
            throw new RefusedException(
                    RefusalCode.ITEM_MISMATCH,
                    "the order names " + order.items().size() + " items, " + items.size() + " were sent");
        }
        return new Checked(order.digest(), order.useBy(), checked, lastPerson(view, approvals));
    }

    /** Checks a denial: one approver for the cluster suffices. */
    public Denial denial(String payload, Approval approval, Instant now) throws RefusedException {
        TrustView view = trust.get();
        Order order = Decision.checkDenial(view.document(), view.stops(), payload, List.of(approval), now);
        return new Denial(order, lastPerson(view, List.of(approval)));
    }

    /** Checks a grant order with all approvals so far: every rule but the number of persons. */
    public Grant grant(String payload, List<Approval> approvals, List<String> texts, Instant now)
            throws RefusedException {
        List<GrantText> read = new ArrayList<>();
        for (String text : texts) {
            read.add(GrantText.parse(text));
        }
        TrustView view = trust.get();
        CheckedGrant checked = Decision.checkGrant(view.document(), view.stops(), payload, approvals, read, now);
        return new Grant(checked, lastPerson(view, approvals));
    }

    /**
     * An order that redeems a grant, complete.
     *
     * @param grant digest of the grant order, whose text and approvals are in {@code redemption}
     */
    public record Redeemed(ApprovedItem item, CertificateId predecessor, Sha256 grant, Redemption redemption) {}

    /** Checks a renewal against the grant orders that hold its text; one that allows it suffices. */
    public Redeemed redemption(
            RenewalDesk.Renewal asked, Csr csr, Bytes predecessor, List<SignedGrant> grants, Instant now)
            throws RefusedException {
        TrustView view = trust.get();
        RefusedException why =
                new RefusedException(RefusalCode.GRANT_NOT_ORDERED, "nobody here signed a grant " + asked.grant());
        for (SignedGrant grant : grants) {
            try {
                return redemption(view, asked, csr, predecessor, grant, now);
            } catch (RefusedException refused) {
                why = refused;
            }
        }
        throw why;
    }

    private static Redeemed redemption(
            TrustView view, RenewalDesk.Renewal asked, Csr csr, Bytes predecessor, SignedGrant grant, Instant now)
            throws RefusedException {
        GrantText text = grant.read().stream()
                .filter(each -> each.digest().equals(asked.grant()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(grant.digest() + " has no text " + asked.grant()));
        Redemption redemption = new Redemption(grant.payload(), grant.signatures(), text.text(), predecessor);
        SignedItem signed = SignedItem.of(asked.payload(), List.of(asked.approval()), 0, asked.itemText(), csr.der())
                .with(Optional.of(redemption));
        ApprovedItem item = Decision.check(view.document(), view.stops(), signed, now);
        IssuedCertificate former = item.predecessor()
                .orElseThrow(
                        () -> new RefusedException(RefusalCode.REDEMPTION_MISSING, "people's orders are no renewals"));
        CertificateId id = CertificateCheck.id(former, item.issuer().certificate());
        return new Redeemed(item, id, grant.digest(), redemption);
    }

    /** Reads a revoke order; says nothing about who signed it. */
    static RevocationOrder revokeOrder(String payload) throws RefusedException {
        try {
            return RevocationOrder.parse(Base64.getUrlDecoder().decode(payload));
        } catch (IllegalArgumentException notBase64) {
            throw new RefusedException(RefusalCode.REVOCATION_MALFORMED, "the payload is not base64url", notBase64);
        }
    }

    /**
     * Checks a revoke order with these signatures: every rule but their number. A serial that nobody has seen takes two revokers
     * here, because invented ones fill a CRL as true ones do; the signer knows no certificates and cannot ask for that.
     */
    RevocationSoFar revocation(SignedRevocation signed, Stores stores, Instant now) throws RefusedException {
        TrustView view = trust.get();
        Sha256 issuer = revokeOrder(signed.payload()).issuer();
        RevocationSoFar checked = RevocationCheck.soFar(
                view.document(), view.stops(), signed, stores.crls().entries(issuer), now);
        Optional<SerialNumber> unknown = checked.order().certificates().stream()
                .map(Revoked::serial)
                .filter(serial -> stores.certificates().bySerial(issuer, serial).isEmpty())
                .findFirst();
        return unknown.map(
                        serial -> checked.orTwoBecause("the serial " + serial + ", which the registry does not know,"))
                .orElse(checked);
    }

    /** Where a grant order stands now. */
    public GrantStanding standing(SignedGrant grant, Instant now) {
        return GrantStanding.of(grant, trust.get(), now);
    }

    /** The item is signed, but only the request says whom it answers. */
    private static void requireAnswers(ApprovedItem approved, Request request) throws RefusedException {
        OrderItem item = approved.item();
        if (!item.lineage().equals(request.lineage())) {
            throw new RefusedException(
                    RefusalCode.LINEAGE_MISMATCH, item.lineage() + " where " + request.lineage() + " was asked for");
        }
        if (!item.profile().equals(request.profile())) {
            throw new RefusedException(
                    RefusalCode.ITEM_MISMATCH, item.profile() + " where " + request.profile() + " was asked for");
        }
        // The signer sees only whom the order names; who really asked is known here alone.
        if (!approved.profile().requesterCounts()
                && !approved.order().requester().equals(Optional.of(request.requester()))) {
            throw new RefusedException(
                    RefusalCode.REQUESTER_NOT_COUNTED, "the order must name " + request.requester() + ", who asked");
        }
    }

    /** The checks have verified the header; reading the kid from it again is only a lookup. */
    private static String lastPerson(TrustView view, List<Approval> approvals) {
        byte[] header = Base64.getUrlDecoder()
                .decode(approvals.get(approvals.size() - 1).header());
        try {
            return view.document()
                    .rosterEntry(Json.parse(header).path("kid").asText())
                    .map(RosterEntry::person)
                    .orElseThrow(() -> new IllegalStateException("a verified approval has a roster entry"));
        } catch (IOException unreadable) {
            throw new IllegalStateException("a verified approval has a readable header", unreadable);
        }
    }
}
