package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.CertificateId;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuerCertificate;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Design 3, rule 3, by many random orders: no clock, no set of approvers and no repetition gives a second certificate. */
final class SameOrderSameCertificateTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final List<String> PERSONS = List.of("alice", "alice-second", "bob", "carol");

    /** Printed by the assertion, so that a failure can be repeated. */
    private static final long SEED = 20261122;

    private final Random random = new Random(SEED);

    @Test
    void givesEveryItemOneIdentityWhateverTheQuorumAndTheTime() throws Exception {
        Set<CertificateId> identities = new HashSet<>();
        int items = 0;
        for (int round = 0; round < 12; round++) {
            List<Csr> requests = new ArrayList<>();
            List<OrderItem> ordered = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                Csr csr = request();
                requests.add(csr);
                ordered.add(ItemDraft.of(csr, lineage(csr)).item(INSTALLATION.trust(), INSTALLATION.now()));
            }
            Order order = new OrderWriter(INSTALLATION.trust(), INSTALLATION::now, new SecureRandom())
                    .issue(ordered, Optional.of("requester"), Optional.empty());
            for (int i = 0; i < ordered.size(); i++) {
                Set<CertificateId> ofItem = new HashSet<>();
                Set<Sha256> bytes = new HashSet<>();
                for (int times = 0; times < 4; times++) {
                    SignedItem signed = SignedItem.of(
                            order.payload(),
                            INSTALLATION.approvals(order.payload(), quorum()),
                            i,
                            ordered.get(i).text(),
                            requests.get(i).der());
                    Verdict.Plan plan = plan(signed, INSTALLATION.now().plusSeconds(random.nextInt(80_000)));
                    ofItem.add(plan.tbs().id());
                    bytes.add(Sha256.of(plan.tbs().encoded()));
                }
                assertThat(ofItem).as("seed %d, round %d", SEED, round).hasSize(1);
                assertThat(bytes).hasSize(1);
                identities.addAll(ofItem);
                items++;
            }
        }
        assertThat(identities).hasSize(items);
    }

    @Test
    void givesTheSameRequestANewSerialUnderANewOrder() throws Exception {
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        CertificateId first = plan(
                        INSTALLATION.approved(csr, Installation.ETCD_PEER, "alice", "bob"), INSTALLATION.now())
                .tbs()
                .id();
        CertificateId second = plan(
                        INSTALLATION.approved(csr, Installation.ETCD_PEER, "alice", "bob"), INSTALLATION.now())
                .tbs()
                .id();
        assertThat(second.serial()).isNotEqualTo(first.serial());
    }

    @Test
    void makesSerialsOf158SecretBitsThatDependOnEveryInput() {
        IssuerCertificate ca = INSTALLATION.issuer("demo", "ca");
        IssuerCertificate etcd = INSTALLATION.issuer("demo", "etcd-ca");
        byte[] key = new byte[32];
        byte[] other = new byte[32];
        other[31] = 1;
        Sha256 order = Sha256.of(new byte[] {1});
        Set<Object> serials = new HashSet<>();
        serials.add(Serials.of(key, ca, order, 0, "tbs/1"));
        serials.add(Serials.of(other, ca, order, 0, "tbs/1"));
        serials.add(Serials.of(key, etcd, order, 0, "tbs/1"));
        serials.add(Serials.of(key, ca, Sha256.of(new byte[] {2}), 0, "tbs/1"));
        serials.add(Serials.of(key, ca, order, 1, "tbs/1"));
        serials.add(Serials.of(key, ca, order, 256, "tbs/1"));
        serials.add(Serials.of(key, ca, order, 0, "tbs/2"));
        assertThat(serials).hasSize(7);
        assertThat(Serials.of(key, ca, order, 0, "tbs/1"))
                .isEqualTo(Serials.of(key, ca, order, 0, "tbs/1"))
                .satisfies(serial -> assertThat(serial.value().bitLength()).isEqualTo(159));
        assertThat(Serials.keyInput(ca)).isNotEqualTo(Serials.keyInput(etcd));
    }

    private Csr request() {
        return random.nextBoolean()
                ? Installation.csr(Installation.etcdPeer("cp-1"))
                : Installation.csr(
                        Installation.pair("secp384r1"), Names.subject("user-" + random.nextInt(1000), "team"));
    }

    private static Lineage lineage(Csr csr) {
        String cn = csr.names().commonName();
        return cn.equals("cp-1") ? Installation.ETCD_PEER : new Lineage("demo", "user", cn);
    }

    private String[] quorum() {
        List<String> chosen = new ArrayList<>(PERSONS);
        Collections.shuffle(chosen, random);
        while (chosen.size() > 2 && random.nextBoolean()) {
            String dropped = chosen.remove(chosen.size() - 1);
            if (chosen.stream().map(name -> name.substring(0, 3)).distinct().count() < 2) {
                chosen.add(dropped);
                break;
            }
        }
        return chosen.toArray(String[]::new);
    }

    private static Verdict.Plan plan(SignedItem signed, Instant now) throws SerialUnavailableException {
        Instant inLife = now.isAfter(INSTALLATION.now().plus(Duration.ofHours(7)))
                ? INSTALLATION.now().plus(Duration.ofHours(7))
                : now;
        Verdict verdict = Decision.decide(INSTALLATION.trust(), Stops.NONE, signed, inLife, INSTALLATION.serials());
        assertThat(verdict).as("%s", verdict).isInstanceOf(Verdict.Plan.class);
        return (Verdict.Plan) verdict;
    }

    @Test
    void givesTheDraftOfARequestAgainFromItsBytes() throws RefusedException {
        Csr csr = Installation.csr(Installation.etcdPeer("cp-1"));
        OrderItem one = ItemDraft.of(csr, Installation.ETCD_PEER).item(INSTALLATION.trust(), INSTALLATION.now());
        OrderItem two = ItemDraft.of(Csr.read(csr.der().toArray()), Installation.ETCD_PEER)
                .item(INSTALLATION.trust(), INSTALLATION.now());
        assertThat(two.text()).isEqualTo(one.text());
        assertThat(OrderItem.parse(one.text())).isEqualTo(one);
    }
}
