package io.countersign.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CertificateIssued;
import io.countersign.orders.Continuity;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.ItemDraft;
import io.countersign.orders.Order;
import io.countersign.orders.OrderItem;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.Predecessor;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.x509.CertificateCheck;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A live certificate with its key, and what its agent signs with it. */
final class Redeeming {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Installation installation;
    private final Lineage lineage;
    private final KeyPair keys = Installation.pair("secp256r1");
    private final IssuedCertificate live;

    private Redeeming(Installation installation, Lineage lineage) throws Exception {
        this.installation = installation;
        this.lineage = lineage;
        IssuerCertificate issuer = installation.issuer(lineage.cluster(), "etcd-ca");
        Csr csr = Installation.csr(keys, Installation.etcdPeer(lineage.instance()));
        TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                installation.trust().profile("etcd-peer").orElseThrow(),
                Installation.etcdPeer(lineage.instance()),
                csr.spki(),
                issuer,
                new SerialNumber(new BigInteger(120, RANDOM).setBit(120)),
                // More than half of its life is over, and its issuer was there before it.
                installation.now().minus(Duration.ofHours(20)),
                installation.now().plus(Duration.ofHours(10))));
        byte[] der = SignedCertificate.assemble(
                tbs, Signing.sign(installation.caKeys(lineage.cluster(), "etcd-ca"), tbs.encoded()));
        this.live = CertificateCheck.verify(der, issuer);
    }

    static Redeeming with(Installation installation, Lineage lineage) {
        try {
            return new Redeeming(installation, lineage);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    IssuedCertificate live() {
        return live;
    }

    /** What the signer told when it issued the live certificate. */
    Event issued() {
        CertificateIssued told = new CertificateIssued(
                lineage,
                "request-of-" + live.serial(),
                live.fingerprint(),
                0,
                CertificateCheck.id(live, installation.issuer(lineage.cluster(), "etcd-ca")),
                "intent-of-" + live.serial(),
                1,
                "etcd-peer",
                live.names(),
                live.key(),
                live.notBefore(),
                live.notAfter(),
                der());
        return Event.of(
                EventType.CERTIFICATE_ISSUED,
                ServiceName.SIGNER.source(),
                lineage.toString(),
                Instant.now(),
                told,
                Optional.empty());
    }

    Bytes der() {
        try {
            return Bytes.of(live.certificate().getEncoded());
        } catch (CertificateEncodingException failure) {
            throw new AssertionError(failure);
        }
    }

    Revoked revoked() {
        return new Revoked(live.serial(), lineage);
    }

    /** The live key says of itself that it is lost. */
    Approval reports(RevocationOrder order) {
        return Continuity.sign(order, keys.getPrivate(), keys.getPublic());
    }

    /** The body of a renewal under this grant, with a new key each time. */
    ObjectNode body(GrantText grant) {
        return body(grant, Installation.csr(Installation.etcdPeer(lineage.instance())));
    }

    ObjectNode body(GrantText grant, Csr csr) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            OrderItem item = new ItemDraft(
                            csr,
                            lineage,
                            Optional.of("etcd-peer"),
                            Optional.of(grant.life()),
                            Optional.of(new Predecessor(live.serial(), live.fingerprint(), 1)))
                    .item(installation.trust(), now);
            Order order = new OrderWriter(installation.trust(), InstantSource.fixed(now), RANDOM).redeem(item, grant);
            Approval approval = Continuity.sign(order, keys.getPrivate(), keys.getPublic());
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("payload", order.payload());
            body.put("itemText", item.text());
            body.put("csr", Asking.pem(csr));
            body.putObject("approval").put("protected", approval.header()).put("signature", approval.signature());
            body.put(
                    "predecessor",
                    Pem.encode(Pem.CERTIFICATE, live.certificate().getEncoded()));
            body.put("grant", grant.digest().toString());
            return body;
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
