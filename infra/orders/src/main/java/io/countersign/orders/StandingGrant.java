package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.util.Optional;
import java.util.Set;

/**
 * What people signed once for later renewals, redeemed by the live certificate's key.
 *
 * @param order that people signed
 * @param signers those people
 * @param text the grant of that order which is redeemed
 * @param predecessor the live certificate, verified under the issuer
 */
public record StandingGrant(GrantOrder order, Quorum signers, GrantText text, IssuedCertificate predecessor)
        implements Authority {
    /** The people behind the grant must be enough today, as if they signed the certificate itself. */
    @Override
    public Optional<Refusal> objection(Order redeeming, Profile profile) {
        return signers.objectionTo(order, profile);
    }

    @Override
    public Set<String> persons(Order redeeming, Profile profile) {
        return signers.personsFor(order, profile);
    }
}
