package io.countersign.e2e.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Topic;
import io.countersign.contracts.event.CertificateIntended;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.e2e.Rest;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;
import io.countersign.e2e.WithInstallation;
import io.countersign.e2e.installation.Layout;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Security 6, test 2: whoever owns the broker deletes every topic with all offsets, and delivers an approval again that has not
 * ended. The signer has forgotten all it did; what comes out is the same certificate, not a second one, and what was revoked stays
 * revoked.
 */
@WithInstallation
@Order(Integer.MAX_VALUE - 1)
final class BrokerOwnerGetsASecondCertificateIT {
    private static final String SIGNER = ServiceName.SIGNER.wireName();

    private final SharedInstallation site;

    BrokerOwnerGetsASecondCertificateIT(SharedInstallation site) {
        this.site = site;
    }

    @Test
    void getsTheSameSerialAndTheSameBytesAgainWhenAllTopicsAreLost() throws Exception {
        Asked asked = site.approved("alice");
        CertificateIssued before = site.issued(asked).data(CertificateIssued.class);
        Bytes tbs = intents(asked).get(0).tbs();
        awaitState(asked, "issued");
        Crl revoked = revoked();
        Event order = site.awaitEvent(EventType.CSR_APPROVED, event -> event.subject()
                .equals(asked.lineage().toString()));
        site.installation().service(SIGNER).terminate(SharedInstallation.LONG);
        site.loseAllTopics();
        site.installation().start(SIGNER);

        site.write(ServiceName.REGISTRY.wireName(), Topic.APPROVALS, order.subject(), order.bytes());
        await("the certificate again")
                .atMost(SharedInstallation.LONG)
                .until(() -> outcomes(asked).size() >= 2);
        assertThat(outcomes(asked)).extracting(Event::type).containsOnly(EventType.CERTIFICATE_ISSUED);
        assertThat(outcomes(asked))
                .extracting(Event::id)
                .containsOnly(before(asked).id());
        for (Event outcome : outcomes(asked)) {
            CertificateIssued issued = outcome.data(CertificateIssued.class);
            assertThat(issued.id()).isEqualTo(before.id());
            assertThat(read(issued).serial()).isEqualTo(before.id().serial());
            assertThat(read(issued).certificate().getTBSCertificate()).isEqualTo(tbs.toArray());
        }
        assertThat(intents(asked)).extracting(CertificateIntended::tbs).containsOnly(tbs);
        assertThat(intents(asked)).extracting(CertificateIntended::id).containsOnly(before.id());

        Crl next = await("a CRL on the new topic")
                .atMost(SharedInstallation.LONG)
                .until(this::newest, crl -> crl.number() > revoked.number());
        assertThat(next.contains(revoked)).isTrue();

        // Log and registry notice that these are other topics and read them from their beginnings.
        Asked another =
                site.asked(asked.lineage(), SharedInstallation.csr(asked.csr().names()));
        site.approve("bob", another).expect(0);
        CertificateIssued second = site.issued(another).data(CertificateIssued.class);
        awaitState(another, "issued");
        assertThat(known(asked))
                .as("serials of this lineage in the registry")
                .containsExactlyInAnyOrder(
                        before.id().serial().toString(), second.id().serial().toString());
        assertThat(site.metric("audit-service", "countersign_audit_topics_recreated_total"))
                .isPositive();
    }

    /** A certificate of an etcd client, which one revoker has revoked: the CRL that says so. */
    private Crl revoked() throws Exception {
        Lineage lineage = Lineage.parse("demo/etcd-healthcheck-client/cp-1");
        Asked asked = site.asked(lineage, SharedInstallation.csr(Names.subject("kube-etcd-healthcheck-client")));
        site.approve("alice", asked).expect(4);
        site.approve("bob", asked).expect(0);
        SerialNumber serial =
                site.issued(asked).data(CertificateIssued.class).id().serial();
        awaitState(asked, "issued");
        revoke(serial);
        Crl newest = newest();
        assertThat(newest.lists(serial)).isPresent();
        return newest;
    }

    /** By one revoker, or by two where another test has revoked within the hour. */
    private void revoke(SerialNumber serial) {
        int exit = site.installation()
                .client("chen")
                .run("revoke", serial.toString(), "--why", "drill", "--key", key("chen"), "--yes")
                .exit();
        if (exit == 0) {
            return;
        }
        assertThat(exit).as("another revoker needed").isEqualTo(4);
        for (JsonNode order : site.installation()
                .client("bob")
                .run("get", "revocations", "-o", "json")
                .expect(0)
                .json()
                .path("items")) {
            if (order.path("state").asText().equals("gathering")) {
                site.installation()
                        .client("bob")
                        .run("revoke", "approve", order.path("digest").asText(), "--key", key("bob"), "--yes")
                        .expect(0);
            }
        }
    }

    private String key(String person) {
        return site.layout().approvalKey(person).toString();
    }

    /** The CRL of etcd's CA with the highest number of all that were ever told. */
    private Crl newest() {
        IssuerCertificate issuer =
                site.trust().issuer(Layout.CLUSTER, "etcd-ca").orElseThrow().certificate();
        return site.wire()
                .events(Topic.CERTIFICATES)
                .filter(event -> event.type() == EventType.CRL_PUBLISHED
                        && event.subject().equals(issuer.digest().toString()))
                .map(event -> verified(event.data(CrlPublished.class), issuer))
                .max(Comparator.comparingLong(Crl::number))
                .orElseThrow();
    }

    private static Crl verified(CrlPublished told, IssuerCertificate issuer) {
        try {
            return Crl.verify(told.crl().toArray(), issuer);
        } catch (CrlFaultException e) {
            throw new AssertionError("a CRL was told that does not verify", e);
        }
    }

    private Event before(Asked asked) {
        return outcomes(asked).get(0);
    }

    /** Everything the signer ever said about this request, before and after the loss. */
    private List<Event> outcomes(Asked asked) {
        return site.wire()
                .events(Topic.CERTIFICATES)
                .filter(event -> event.subject().equals(asked.lineage().toString()))
                .filter(event -> event.type() != EventType.CERTIFICATE_ISSUED
                        || event.data(CertificateIssued.class).request().equals(asked.id()))
                .toList();
    }

    private List<CertificateIntended> intents(Asked asked) {
        return site.wire()
                .events(Topic.INTENTS)
                .filter(event -> event.subject().equals(asked.lineage().toString()))
                .map(event -> event.data(CertificateIntended.class))
                .filter(intended -> intended.csr().equals(asked.csr().der()))
                .toList();
    }

    private static IssuedCertificate read(CertificateIssued issued) throws CertificateFaultException {
        return IssuedCertificate.read(issued.certificate().toArray());
    }

    private List<String> known(Asked asked) {
        JsonNode list = site.installation()
                .client("oscar")
                .run("get", "certificates", "-o", "json")
                .expect(0)
                .json();
        List<String> serials = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            if (item.path("lineage").asText().equals(asked.lineage().toString())) {
                serials.add(item.path("serial").asText());
            }
        }
        return serials;
    }

    private void awaitState(Asked asked, String state) {
        Rest oscar = Rest.ofRegistry(site, "oscar");
        await(state).atMost(SharedInstallation.LONG).untilAsserted(() -> assertThat(
                        oscar.get("/v1/requests/" + asked.id())
                                .body()
                                .path("state")
                                .asText())
                .isEqualTo(state));
    }
}
