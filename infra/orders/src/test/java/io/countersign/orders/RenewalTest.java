package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CsrApproved;
import io.countersign.contracts.event.Redemption;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renewals by a standing grant that are in order, up to the very bounds that the corpus oversteps. */
final class RenewalTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final Instant NOW = WORLD.now;
    private static final long SECOND = NOW.getEpochSecond();

    @Test
    void theLiveKeyRenewsItsOwnCertificate() throws Exception {
        ApprovedItem approved = new RenewalForgery(WORLD).approved();
        assertThat(approved.authority()).isInstanceOf(StandingGrant.class);
        assertThat(approved.persons()).containsExactlyInAnyOrder("alice", "bob");
        assertThat(approved.needed()).isEqualTo(2);
        assertThat(approved.isComplete()).isTrue();
        assertThat(approved.predecessor().orElseThrow().serial()).isEqualTo(CorpusWorld.serial(77));
        assertThat(new RenewalForgery(WORLD).answer()).isEmpty();
    }

    @Test
    void takesEveryBoundToTheSecond() {
        accepted("use-by after one hour", f -> f.claims = claims -> claims.put("exp", SECOND + 3600));
        accepted("life as granted", f -> f.item = item -> item.put("naf", SECOND + 30 * 3600));
        accepted("ends with the grant", f -> f.grant = grant -> grant.put("until", SECOND + 30 * 3600));
        accepted(
                "400 days",
                f -> f.grant = grant -> {
                    grant.put("until", SECOND - 20 * 3600 + 300 + 400 * 86_400L);
                    grant.put("gap", 43_200);
                });
        accepted("half of the life", f -> f.ends = f.now.plus(CorpusWorld.hours(20)));
        accepted("the last second", f -> f.ends = f.now.plusSeconds(1));
        accepted("gap just kept", f -> f.grant = grant -> grant.put("gap", 15 * 3600));
        accepted("a thousand successors", f -> f.grant = grant -> grant.put("gap", 1800));
        accepted("a grant made a minute ahead", f -> f.grantOrder = claims -> claims.put("iat", SECOND + 60));
        accepted("the profile's own life", f -> f.grant = grant -> grant.put("life", 365 * 86_400));
        accepted("the successor begins when the gap is over", f -> {
            f.began = f.now.minusSeconds(7 * 3600 + 300);
            f.ends = f.now.plusSeconds(60);
            f.grantOrder = claims -> claims.put("iat", SECOND - 60);
        });
    }

    @Test
    void takesTheKeysThatCertificatesHave() {
        accepted("RSA", f -> f.live = WORLD.rsa);
        accepted("P-384", f -> f.live = Installation.pair("secp384r1"));
        accepted("from RSA to EC and another kind", f -> {
            f.live = WORLD.rsa;
            f.next = Optional.of(Installation.pair("secp384r1"));
        });
    }

    @Test
    void takesGrantsOfServicesAgentsAndComponents() {
        accepted("scheduler", f -> {
            f.profile = "scheduler";
            f.lineage = Lineage.parse("demo/scheduler/cp-1");
            f.names = Names.subject("system:kube-scheduler");
        });
        accepted("service", f -> {
            f.profile = "service";
            f.lineage = Lineage.parse("countersign/service/audit-service");
            f.names = own("audit-service", "spiffe://countersign.test/countersign/audit-service", "audit-service");
        });
        accepted("agent", f -> {
            f.profile = "agent";
            f.lineage = Lineage.parse("countersign/agent/demo.worker-1");
            f.names = own("demo.worker-1", "spiffe://countersign.test/agent/demo/worker-1");
        });
    }

    private static Names own(String cn, String uri, String... dns) {
        return new Names(cn, List.of(), List.of(dns), List.of(), List.of(uri));
    }

    @Test
    void theTwinOfAContinuitySignatureGivesTheSameCertificate() throws Exception {
        RenewalForgery forgery = new RenewalForgery(WORLD);
        SignedItem one = forgery.build();
        Envelope first = one.approvals().get(0);
        byte[] octets = first.signatureOctets();
        byte[] s = JwsAlgorithm.ES256
                .groupOrder()
                .subtract(new java.math.BigInteger(1, java.util.Arrays.copyOfRange(octets, 32, 64)))
                .toByteArray();
        byte[] twin = java.util.Arrays.copyOf(octets, 64);
        java.util.Arrays.fill(twin, 32, 64, (byte) 0);
        int length = Math.min(32, s.length);
        System.arraycopy(s, s.length - length, twin, 64 - length, length);
        SignedItem other = new SignedItem(
                List.of(new Envelope(first.header(), first.payload(), StrictJws.payload(twin))),
                0,
                one.itemText(),
                one.csr(),
                one.redemption());
        Set<CertificateId> identities = new HashSet<>();
        for (SignedItem each : List.of(one, other)) {
            Verdict verdict = Decision.decide(WORLD.trust, Stops.NONE, each, NOW, WORLD.installation.serials());
            identities.add(((Verdict.Plan) verdict).tbs().id());
        }
        assertThat(identities).hasSize(1);
    }

    /** As approvers, agent, registry and signer do it, each with its own tool. */
    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "RSA"})
    void goesFromTheFirstCertificateToItsSuccessorWithoutPeople(String kind) throws Exception {
        KeyPair live = kind.equals("RSA") ? WORLD.rsa : Installation.pair(kind);
        Instant start = NOW.minus(CorpusWorld.hours(12));
        Lineage lineage = Installation.ETCD_PEER;
        Names names = Installation.etcdPeer("cp-1");
        OrderItem first = new ItemDraft(
                        Installation.csr(live, names),
                        lineage,
                        Optional.empty(),
                        Optional.of(CorpusWorld.hours(20)),
                        Optional.empty())
                .item(WORLD.trust, start);
        GrantText text = GrantDraft.of(WORLD.trust, first, NOW.plus(Duration.ofDays(10)));
        assertThat(text.life()).isEqualTo(CorpusWorld.hours(20));
        assertThat(text.gap()).isEqualTo(CorpusWorld.hours(5));
        assertThat(text.since()).isEqualTo(first.notBefore());
        assertThat(GrantText.parse(text.text())).isEqualTo(text);
        GrantOrder grant = new GrantWriter(WORLD.trust, () -> start, new SecureRandom())
                .grant(List.of(text), Optional.of("rita"), Optional.of("hands-off"));
        List<Approval> approvals = WORLD.signatures(grant.payload(), "alice", "carol");

        Bytes der = WORLD.certificate(
                "demo",
                "etcd-peer",
                names,
                live.getPublic(),
                CorpusWorld.serial(9),
                first.notBefore(),
                first.notAfter());
        IssuedCertificate served = IssuedCertificate.read(der.toArray());
        assertThat(GrantDraft.of(WORLD.trust, lineage, "etcd-peer", served, text.until()))
                .isEqualTo(text);
        Csr csr = Installation.csr(names);
        OrderItem next = new ItemDraft(
                        csr,
                        lineage,
                        Optional.empty(),
                        Optional.of(text.life()),
                        Optional.of(new Predecessor(served.serial(), served.fingerprint(), 1)))
                .item(WORLD.trust, NOW);
        Order order = new OrderWriter(WORLD.trust, () -> NOW, new SecureRandom()).redeem(next, text);
        Approval continuity = Continuity.sign(order, live.getPrivate(), live.getPublic());
        CsrApproved event = new CsrApproved(
                lineage,
                "abcdefghijklmnopqrst",
                order.payload(),
                List.of(continuity),
                0,
                next.text(),
                csr.der(),
                Optional.of(new Redemption(grant.payload(), approvals, text.text(), der)));
        Verdict verdict =
                Decision.decide(WORLD.trust, Stops.NONE, SignedItem.of(event), NOW, WORLD.installation.serials());
        assertThat(verdict).as("%s", verdict).isInstanceOf(Verdict.Plan.class);
        Verdict.Plan plan = (Verdict.Plan) verdict;
        CertificateIntended intent = new CertificateIntended(
                lineage,
                order.digest(),
                0,
                plan.tbs().id(),
                Bytes.of(plan.tbs().encoded()),
                event.payload(),
                event.approvals(),
                event.itemText(),
                event.csr(),
                WORLD.trust.digest(),
                event.redemption());
        ApprovedItem again = Decision.check(WORLD.trust, Stops.NONE, SignedItem.of(intent), NOW);
        assertThat(again.predecessor()).contains(served);
        assertThat(again.order().digest()).isEqualTo(plan.approved().order().digest());
    }

    @Test
    void keepsTheDraftOfAShortLivedGrantWithinTheBoundOnItsNumber() throws Exception {
        OrderItem item = new ItemDraft(
                        Installation.csr(Installation.etcdPeer("cp-1")),
                        Installation.ETCD_PEER,
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(10)),
                        Optional.empty())
                .item(WORLD.trust, NOW);
        GrantText text = GrantDraft.of(WORLD.trust, item, NOW.plus(Duration.ofDays(3)));
        assertThat(Duration.between(text.since(), text.until()).dividedBy(text.gap()))
                .isBetween(900L, (long) GrantLimits.MOST_SUCCESSIONS);
        GrantOrder order = new GrantWriter(WORLD.trust, () -> NOW, new SecureRandom())
                .grant(List.of(text), Optional.of("rita"), Optional.empty());
        assertThat(WORLD.grant(order, List.of(text), "alice", "bob")).isEmpty();
    }

    private static void accepted(String what, Consumer<RenewalForgery> change) {
        RenewalForgery forgery = new RenewalForgery(WORLD);
        change.accept(forgery);
        Optional<Refusal> answer = forgery.answer();
        assertThat(answer).as(what).isEmpty();
    }
}
