package io.countersign.audit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.Redemption;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Continuity;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantOrder;
import io.countersign.orders.GrantText;
import io.countersign.orders.GrantWriter;
import io.countersign.orders.Installation;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustDraft;
import io.countersign.orders.Verdict;
import io.countersign.x509.Csr;
import io.countersign.x509.Profile;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a signer accepts under a standing grant, the audit-service counts: both are asked around every time that a redemption
 * depends on, for orders made and used on either side of it.
 */
class CountedRedemptionsTest {
    private static final Installation INSTALLATION = Workbench.INSTALLATION;
    private static final Instant CENTRE = INSTALLATION.now();
    private static final Instant LONG_AGO = CENTRE.minus(Duration.ofHours(20));
    private static final Instant FAR = CENTRE.plus(Duration.ofHours(10));
    private static final Profile PROFILE =
            INSTALLATION.trust().profile("etcd-peer").orElseThrow();
    private static final Sha256 ISSUER = INSTALLATION.issuer("demo", "etcd-ca").digest();
    private static final TestRenewals EVENTS = new TestRenewals(INSTALLATION);
    private static final KeyPair LIVE = Installation.pair("secp256r1");
    private static final SerialNumber SERIAL = new SerialNumber(BigInteger.valueOf(77));
    private static final Csr CSR = Installation.csr(Installation.etcdPeer("cp-1"));
    /** An order lives for an hour, clocks may differ by a minute, certificates begin five minutes early. */
    private static final long[] SECONDS = {-3600, -3599, -300, -61, -60, -59, -1, 0, 1, 59, 60, 61, 300, 3600};

    /** What begins or ends at {@link #CENTRE}. */
    enum Boundary {
        HALF_OF_THE_LIFE,
        PREDECESSORS_END,
        GRANT_MADE,
        GRANTS_END,
        APPROVERS_END,
        TRUST_EXPIRES,
        SUCCESSORS_END
    }

    @ParameterizedTest
    @EnumSource
    void countsWhateverASignerAccepts(Boundary boundary) throws Exception {
        Instant began = boundary == Boundary.HALF_OF_THE_LIFE ? CENTRE.minus(Duration.ofHours(10)) : LONG_AGO;
        Instant ends = boundary == Boundary.PREDECESSORS_END ? CENTRE : FAR;
        Instant granted = boundary == Boundary.GRANT_MADE ? CENTRE : began.plusSeconds(1);
        Instant until = boundary == Boundary.GRANTS_END ? CENTRE : CENTRE.plus(Duration.ofDays(20));
        Instant successor = boundary == Boundary.SUCCESSORS_END || boundary == Boundary.GRANTS_END ? CENTRE : FAR;
        byte[] file = nextVersion(boundary);
        TrustDocument inForce = INSTALLATION.trust().succeededBy(file, LONG_AGO);
        TrustVersions versions = new TrustVersions(INSTALLATION.trust(), new CountingMeter());
        versions.take(0, new TrustPublished(2, Sha256.of(file), Bytes.of(file)), leaf -> new byte[0]);
        TrustedRedemptions counted = new TrustedRedemptions(versions);
        Bytes predecessor = certificate(began, ends);
        GrantText text = new GrantText(
                ISSUER,
                Installation.ETCD_PEER,
                PROFILE.name(),
                PROFILE.digest(),
                Installation.etcdPeer("cp-1"),
                Duration.ofHours(30),
                Duration.ofHours(7),
                began,
                until);
        GrantOrder grant = new GrantWriter(inForce, () -> granted, new SecureRandom())
                .grant(List.of(text), Optional.of("requester"), Optional.empty());
        Redemption redemption = new Redemption(
                grant.payload(),
                INSTALLATION.approvals(grant.payload(), Installation.ALICE, Installation.BOB),
                text.text(),
                predecessor);
        int accepted = 0;
        int refused = 0;
        for (long made : SECONDS) {
            SignedItem signed = order(CENTRE.plusSeconds(made), text, successor, redemption);
            for (long used : SECONDS) {
                Verdict verdict =
                        Decision.decide(inForce, Stops.NONE, signed, CENTRE.plusSeconds(used), INSTALLATION.serials());
                if (verdict instanceof Verdict.Plan) {
                    assertThat(counts(counted, signed))
                            .as("%s: made at %+d s, accepted at %+d s", boundary, made, used)
                            .isTrue();
                    accepted++;
                } else {
                    refused++;
                }
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
    }

    private static boolean counts(TrustedRedemptions counted, SignedItem signed) {
        try {
            counted.verified(1, EVENTS.forged(signed).data(CertificateIntended.class));
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** The version that the signer acts by; under the pinned one alone nothing of this file's boundaries would end. */
    private static byte[] nextVersion(Boundary boundary) {
        Instant expires = boundary == Boundary.TRUST_EXPIRES ? CENTRE : CENTRE.plus(Duration.ofDays(30));
        Instant issued = INSTALLATION.content().issued();
        Instant until = boundary == Boundary.APPROVERS_END ? CENTRE : expires.plusSeconds(1);
        return INSTALLATION.file(
                TrustDraft.after(INSTALLATION.trust())
                        .roster(all -> all.stream()
                                .map(entry -> new RosterEntry(
                                        entry.person(),
                                        entry.kind(),
                                        entry.key(),
                                        entry.roles(),
                                        entry.clusters(),
                                        until))
                                .toList())
                        .content(issued, Duration.between(issued, expires)),
                0,
                1);
    }

    private static SignedItem order(Instant made, GrantText text, Instant notAfter, Redemption redemption)
            throws RefusedException {
        OrderItem item = new OrderItem(
                ISSUER,
                Installation.ETCD_PEER,
                PROFILE.name(),
                PROFILE.digest(),
                CSR.digest(),
                CSR.keyDigest(),
                Installation.etcdPeer("cp-1"),
                made.minus(Profile.BACKDATE),
                notAfter,
                Optional.of(new Predecessor(SERIAL, redemption.predecessor().sha256(), 1)));
        Order order = new OrderWriter(INSTALLATION.trust(), () -> made, new SecureRandom()).redeem(item, text);
        return SignedItem.of(
                        order.payload(),
                        List.of(Continuity.sign(order, LIVE.getPrivate(), LIVE.getPublic())),
                        0,
                        item.text(),
                        CSR.der())
                .with(Optional.of(redemption));
    }

    private static Bytes certificate(Instant began, Instant ends) throws Exception {
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                PROFILE,
                Installation.etcdPeer("cp-1"),
                Bytes.of(LIVE.getPublic().getEncoded()),
                INSTALLATION.issuer("demo", "etcd-ca"),
                SERIAL,
                began,
                ends));
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(INSTALLATION.caKeys("demo", "etcd-ca").getPrivate());
        signing.update(tbs.encoded());
        return Bytes.of(SignedCertificate.assemble(tbs, signing.sign()));
    }
}
