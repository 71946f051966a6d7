package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.GRANT_MISMATCH;
import static io.countersign.contracts.RefusalCode.PREDECESSOR_INVALID;
import static io.countersign.contracts.RefusalCode.PREDECESSOR_MISMATCH;
import static io.countersign.contracts.RefusalCode.PREDECESSOR_NOT_VALID_NOW;
import static io.countersign.contracts.RefusalCode.REDEMPTION_MISSING;
import static io.countersign.contracts.RefusalCode.REDEMPTION_NOT_ALONE;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.event.Redemption;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Profile;
import java.security.cert.CertificateParsingException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * An order that the key of a live certificate signed, with the grant it redeems. The payload says which issuer the certificate
 * must be of, so it is read before its signature can be verified; nothing in it is believed until then.
 */
final class Renewal {
    private final Order order;
    private final OrderItem item;
    private final IssuedCertificate predecessor;
    private final Redemption redemption;

    private Renewal(Order order, OrderItem item, IssuedCertificate predecessor, Redemption redemption) {
        this.order = order;
        this.item = item;
        this.predecessor = predecessor;
        this.redemption = redemption;
    }

    /** Steps 3 to 7 and 10: the predecessor is of the item's issuer, and its key signed this very order. */
    static Renewal verify(TrustDocument trust, Envelopes envelopes, SignedItem signed) throws RefusedException {
        if (envelopes.all().size() != 1) {
            throw new RefusedException(REDEMPTION_NOT_ALONE, envelopes.all().size() + " signatures");
        }
        Redemption redemption = signed.redemption()
                .orElseThrow(() -> new RefusedException(REDEMPTION_MISSING, "a continuity signature alone"));
        Envelope envelope = envelopes.all().get(0);
        Order order = OrderChecks.issuing(envelope.payloadOctets());
        if (order.items().size() != 1) {
            throw new RefusedException(REDEMPTION_NOT_ALONE, order.items().size() + " items");
        }
        OrderItem item = ItemChecks.named(order, signed);
        TrustedIssuer issuer = OrderChecks.issuer(trust, order.cluster(), item.issuer());
        IssuedCertificate predecessor = certificate(redemption.predecessor().toArray(), issuer.certificate());
        Continuity.verify(
                envelope, envelopes.headers().get(0), predecessor.certificate().getPublicKey());
        return new Renewal(order, item, predecessor, redemption);
    }

    Order order() {
        return order;
    }

    OrderItem item() {
        return item;
    }

    /** The rest of step 12: the predecessor is the one named, people enough granted this, and the item stays within it. */
    StandingGrant redeemed(GrantChecks grants, Profile profile, Instant now) throws RefusedException {
        OrderChecks.requireUseBy(order, Continuity.LONGEST_USE_BY, "renewals");
        requirePredecessor(profile, now);
        GrantText text = GrantText.parse(redemption.grantText());
        if (!order.grant().equals(Optional.of(text.digest()))) {
            throw new RefusedException(GRANT_MISMATCH, "the grant's text has the digest " + text.digest());
        }
        GrantChecks.Signed granted = grants.signed(redemption.payload(), redemption.approvals());
        Profile ofGrant = grants.grant(granted.order(), text);
        new RedemptionChecks(item, text, predecessor).check(now);
        StandingGrant grant = new StandingGrant(granted.order(), granted.quorum(), text, predecessor);
        OrderChecks.requireNone(grant.objection(order, ofGrant));
        return grant;
    }

    private void requirePredecessor(Profile profile, Instant now) throws RefusedException {
        boolean named = item.predecessor()
                .filter(former -> former.serial().equals(predecessor.serial())
                        && former.sha256().equals(predecessor.fingerprint()))
                .isPresent();
        if (!named) {
            throw new RefusedException(
                    PREDECESSOR_MISMATCH,
                    "the certificate sent is " + predecessor.serial() + ", the item names "
                            + item.predecessor()
                                    .map(former -> former.serial().toString())
                                    .orElse("none"));
        }
        if (!isOf(profile)) {
            throw new RefusedException(PREDECESSOR_INVALID, "not a certificate of the profile " + profile.name());
        }
        if (now.isBefore(predecessor.notBefore()) || !now.isBefore(predecessor.notAfter())) {
            throw new RefusedException(
                    PREDECESSOR_NOT_VALID_NOW,
                    "valid from " + predecessor.notBefore() + " to " + predecessor.notAfter());
        }
    }

    /** Names alone do not tell a certificate for clients from one for servers, nor one with the OU of the services. */
    private boolean isOf(Profile profile) throws RefusedException {
        Set<String> purposes = new HashSet<>();
        for (KeyPurposeId purpose : profile.purposes()) {
            purposes.add(purpose.getId());
        }
        List<String> units = profile.organizationalUnit().isEmpty() ? List.of() : List.of(profile.organizationalUnit());
        try {
            List<String> found = predecessor.certificate().getExtendedKeyUsage();
            return found != null
                    && purposes.equals(new HashSet<>(found))
                    && units.equals(predecessor.organizationalUnits());
        } catch (CertificateParsingException e) {
            throw new RefusedException(PREDECESSOR_INVALID, "unreadable extended key usage", e);
        }
    }

    private static IssuedCertificate certificate(byte[] der, IssuerCertificate issuer) throws RefusedException {
        try {
            return CertificateCheck.verify(der, issuer);
        } catch (CertificateFaultException e) {
            throw new RefusedException(PREDECESSOR_INVALID, String.valueOf(e.getMessage()), e);
        }
    }
}
