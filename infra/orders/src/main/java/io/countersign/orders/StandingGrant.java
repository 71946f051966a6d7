package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Profile;
import java.util.Optional;

/**
 * What people signed once for later renewals, redeemed by the live certificate's key.
 *
 * @param grant digest of the grant order's payload
 */
public record StandingGrant(Sha256 grant) implements Authority {
    @Override
    public Optional<Refusal> objection(Order order, Profile profile) {
        return Authority.notAccepted("the standing grant " + grant);
    }
}
