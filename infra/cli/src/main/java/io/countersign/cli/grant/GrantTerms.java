package io.countersign.cli.grant;

import io.countersign.cli.CliException;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.GrantDraft;
import io.countersign.orders.GrantText;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the first approver decides about a grant; everything else follows from the live certificate.
 *
 * @param profile name, where a component has several
 * @param life longest life of one certificate; by default the live one's
 * @param gap least time between a certificate and its successor; by default a quarter of the life
 * @param since earliest notBefore of a predecessor; by default the live one's
 */
public record GrantTerms(
        Instant until,
        Optional<String> profile,
        Optional<Duration> life,
        Optional<Duration> gap,
        Optional<Instant> since) {

    GrantText text(TrustDocument trust, Lineage lineage, Profile chosen, IssuedCertificate live) throws CliException {
        try {
            GrantText draft = GrantDraft.of(trust, lineage, chosen.name(), live, until);
            return new GrantText(
                    draft.issuer(),
                    draft.lineage(),
                    draft.profile(),
                    draft.profileDigest(),
                    draft.names(),
                    life.orElse(draft.life()),
                    gap.orElse(draft.gap()),
                    since.orElse(draft.since()),
                    draft.until());
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }

    /** The profile that certificates of this lineage are made under; chosen without the registry, which could choose a wider one. */
    Profile profile(TrustDocument trust, Lineage lineage) throws CliException {
        List<Profile> fitting = trust.content().profiles().stream()
                .filter(one -> one.component().equals(lineage.component()))
                .filter(one -> profile.isEmpty() || profile.get().equals(one.name()))
                .toList();
        if (fitting.size() != 1) {
            List<String> names = fitting.stream().map(Profile::name).toList();
            throw CliException.failed(
                    names.size() + " profiles of the trust document make certificates for " + lineage + ": " + names,
                    "name one with --profile; countersign trust show lists them");
        }
        return fitting.get(0);
    }
}
