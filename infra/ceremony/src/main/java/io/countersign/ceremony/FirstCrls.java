package io.countersign.ceremony;

import io.countersign.hsm.Hsm;
import io.countersign.hsm.HsmException;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import io.countersign.x509.crl.TbsCrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * CRL number 1, which lists nothing, of every CA that has a CRL. Its signer refuses to make one out of nothing, so that nobody
 * un-revokes by hiding the last one: the chain begins here.
 */
final class FirstCrls {
    static final long NUMBER = 1;

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final TrustDocument trust;
    private final Hsm hsm;

    FirstCrls(TrustDocument trust, Hsm hsm) {
        this.trust = trust;
        this.hsm = hsm;
    }

    /** One of them. */
    record Signed(TrustedIssuer issuer, Crl crl) {}

    List<Signed> sign(Instant now) throws CeremonyException {
        List<Signed> all = new ArrayList<>();
        for (TrustedIssuer issuer : issuers(trust)) {
            all.add(new Signed(issuer, sign(issuer, now)));
        }
        return all;
    }

    /** CAs that have a CRL, in the order of their places. */
    static List<TrustedIssuer> issuers(TrustDocument trust) {
        return trust.issuers().stream()
                .filter(TrustedIssuer::hasCrl)
                .sorted(Comparator.comparing(TrustedIssuer::cluster).thenComparing(TrustedIssuer::name))
                .toList();
    }

    private Crl sign(TrustedIssuer issuer, Instant now) throws CeremonyException {
        TbsCrl tbs = TbsCrl.build(issuer.certificate(), NUMBER, now, List.of());
        try {
            byte[] signature =
                    hsm.signingKey(issuer.certificate().certificate()).sign(tbs.encoded(), DEADLINE);
            return Crl.verify(tbs.signed(signature), tbs);
        } catch (HsmException | CrlFaultException e) {
            throw new CeremonyException(
                    "the CRL of " + issuer.cluster() + "/" + issuer.name() + ": " + e.getMessage(), e);
        }
    }
}
