package io.countersign.agent;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Continuity;
import io.countersign.orders.GrantText;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.Pem;
import io.countersign.x509.Profile;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Redeems standing grants for one lineage. It compares a grant with the trust document in force and the certificate in place before
 * the live key signs anything: that key is the one thing a registry that lies could misuse through the agent.
 */
final class Redeemer {
    private final ManagedLineage managed;
    private final LineageTrust trust;
    private final SecureRandom random;

    Redeemer(ManagedLineage managed, LineageTrust trust, SecureRandom random) {
        this.managed = managed;
        this.trust = trust;
        this.random = random;
    }

    /**
     * How to renew the pair in place.
     *
     * @param last the last order that was signed for this lineage, whatever became of it
     */
    RenewalWay way(Optional<OfferedGrant> offered, FilePair.Content inPlace, Optional<SignedRenewal> last, Instant now)
            throws IOException {
        if (offered.isEmpty()) {
            return new RenewalWay.ByPeople("no standing grant is known");
        }
        try {
            LivePair live = LivePair.of(inPlace, trust.issuer());
            if (last.isPresent() && last.get().succeeds(live.certificate().fingerprint())) {
                return new RenewalWay.ByPeople("the one order for the successor of this certificate was signed before");
            }
            GrantText grant = accepted(offered.get(), live.certificate(), now);
            Instant opens = opens(grant, live.certificate());
            if (!now.isBefore(opens)) {
                requireGain(grant, live.certificate(), now);
                return new RenewalWay.ByGrant(grant);
            }
            Instant timer = RenewalWindow.of(live.certificate().certificate()).timer();
            return opens.isBefore(timer)
                    ? new RenewalWay.Later(opens)
                    : new RenewalWay.ByPeople("the grant allows no successor before " + opens);
        } catch (NotRedeemableException e) {
            return new RenewalWay.ByPeople(e.getMessage());
        }
    }

    /** The one order for the successor of the pair in place, signed by its key. Whoever asks stores it before sending it. */
    SignedRenewal redeem(
            OfferedGrant offered, FilePair.Content inPlace, FreshKey fresh, Optional<SignedRenewal> last, Instant now)
            throws NotRedeemableException, IOException {
        RenewalWay way = way(Optional.of(offered), inPlace, last, now);
        if (!(way instanceof RenewalWay.ByGrant granted)) {
            throw new NotRedeemableException(
                    way instanceof RenewalWay.ByPeople people ? people.why() : "the grant allows no successor yet");
        }
        GrantText grant = granted.grant();
        LivePair live = LivePair.of(inPlace, trust.issuer());
        long generation =
                last.isPresent() ? last.get().generationOf(live.certificate().key()) : 1;
        try {
            Csr csr = Csr.readPem(fresh.requestPem());
            require(csr.names().equals(grant.names()), "the request's names are " + csr.names());
            OrderItem item = new ItemDraft(
                            csr,
                            managed.lineage(),
                            Optional.of(grant.profile()),
                            Optional.of(life(grant, now)),
                            Optional.of(new Predecessor(
                                    live.certificate().serial(),
                                    live.certificate().fingerprint(),
                                    generation)))
                    .item(trust.document(), now);
            // Item and order are of one instant: an item may not begin more than BACKDATE before its order.
            Order order = new OrderWriter(trust.document(), InstantSource.fixed(now), random).redeem(item, grant);
            Approval approval = Continuity.sign(order, live.key(), live.publicKey());
            return new SignedRenewal(
                    order.payload(),
                    item.text(),
                    fresh.requestPem(),
                    approval,
                    Pem.encode(Pem.CERTIFICATE, live.certificate().der().toArray()),
                    grant.digest().toString());
        } catch (RefusedException | IllegalArgumentException e) {
            throw new NotRedeemableException("no order can be made: " + e.getMessage(), e);
        }
    }

    /** Everything the grant says, against what is pinned and what is in place. */
    private GrantText accepted(OfferedGrant offered, IssuedCertificate live, Instant now)
            throws NotRedeemableException {
        GrantText grant;
        try {
            grant = GrantText.parse(offered.text());
        } catch (RefusedException | IllegalArgumentException e) {
            throw new NotRedeemableException("the grant offered is unreadable: " + e.getMessage(), e);
        }
        require(grant.digest().toString().equals(offered.digest()), "the grant offered is not the one it is called");
        require(grant.lineage().equals(managed.lineage()), "the grant is for " + grant.lineage());
        require(grant.profile().equals(managed.profileOrDefault()), "the grant is for the profile " + grant.profile());
        Optional<Profile> profile = trust.document().profile(grant.profile());
        require(
                profile.map(Profile::digest).equals(Optional.of(grant.profileDigest())),
                "the grant is under another text of the profile " + grant.profile());
        Duration longest = profile.map(Profile::maxLifetime).orElse(Duration.ZERO);
        require(grant.life().compareTo(longest) <= 0, "the grant's life is " + grant.life() + " of at most " + longest);
        Optional<Sha256> pinned = profile.flatMap(
                        found -> trust.document().issuer(managed.lineage().cluster(), found.issuer()))
                .map(TrustedIssuer::certificate)
                .map(certificate -> certificate.digest());
        require(pinned.equals(Optional.of(grant.issuer())), "the grant is for another CA, " + grant.issuer());
        requireNames(grant.names(), live.names());
        require(now.isBefore(grant.until()), "the grant ended at " + grant.until());
        require(
                !live.notBefore().isBefore(grant.since()),
                "the grant is for certificates that begin at " + grant.since() + " or later");
        require(
                !now.isBefore(live.notBefore()) && now.isBefore(live.notAfter()),
                "the certificate in place is valid from " + live.notBefore() + " to " + live.notAfter());
        return grant;
    }

    private void requireNames(Names granted, Names live) throws NotRedeemableException {
        require(granted.equals(live), "the grant is for " + granted + ", in place are " + live);
        Names wanted = managed.names().orElse(live);
        require(wanted.equals(live), "the configuration asks for " + wanted + ", in place are " + live);
    }

    /** A successor that the grant's end makes no longer-lived than the certificate in place is not worth its one redemption. */
    private void requireGain(GrantText grant, IssuedCertificate live, Instant now) throws NotRedeemableException {
        boolean capped = life(grant, now).equals(left(grant, now));
        require(
                !capped || grant.until().isAfter(live.notAfter()),
                "the grant ends at " + grant.until() + ", not after the certificate in place");
    }

    private Duration life(GrantText grant, Instant now) {
        Duration life = managed.lifetime().orElse(grant.life());
        return shorter(shorter(life, grant.life()), left(grant, now));
    }

    private static Duration left(GrantText grant, Instant now) {
        return Duration.between(now.truncatedTo(ChronoUnit.SECONDS), grant.until());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Half of the life, and the gap: a successor begins {@link Profile#BACKDATE} before it is ordered. */
    private static Instant opens(GrantText grant, IssuedCertificate live) {
        Instant half = RenewalWindow.of(live.certificate()).opens();
        Instant gap = live.notBefore().plus(grant.gap()).plus(Profile.BACKDATE);
        return gap.isAfter(half) ? gap : half;
    }

    private static void require(boolean holds, String otherwise) throws NotRedeemableException {
        if (!holds) {
            throw new NotRedeemableException(otherwise);
        }
    }
}
