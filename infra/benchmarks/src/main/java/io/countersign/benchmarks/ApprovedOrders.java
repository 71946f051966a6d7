package io.countersign.benchmarks;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.orders.Decision;
import io.countersign.orders.Installation;
import io.countersign.orders.LogTrust;
import io.countersign.orders.SerialUnavailableException;
import io.countersign.orders.SignedItem;
import io.countersign.orders.Stops;
import io.countersign.orders.Verdict;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.TbsCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Orders for one etcd peer's certificate, each with a key of its own, signed by two people with P-256 keys. */
final class ApprovedOrders {
    /** Enough different keys that no cache of a library answers for the work. */
    private static final int ORDERS = 32;

    private final Installation installation;
    private final List<SignedItem> items = new ArrayList<>();
    private int authorities;

    /** @param issuer of etcd's certificates; the installation's other CAs have keys in software and sign nothing */
    ApprovedOrders(IssuerCertificate issuer, Instant now) {
        installation = Installation.at(
                now,
                new LogTrust("log.example.org", List.of("unused")),
                (cluster, name, from, until) -> cluster.equals("demo") && name.equals("etcd-ca")
                        ? issuer
                        : softwareAuthority(cluster + "-" + name, from, until));
        for (int order = 0; order < ORDERS; order++) {
            items.add(installation.approved(
                    Installation.csr(Installation.etcdPeer("cp-1")),
                    Installation.ETCD_PEER,
                    Installation.ALICE,
                    Installation.CAROL));
        }
    }

    /**
     * Everything between an order and the bytes to sign: both signatures, roster, quorum, item, CSR with its proof of possession,
     * profile, building, lint, second parser. The serial's HMAC is computed in software.
     */
    TbsCertificate decide(int number) throws SerialUnavailableException {
        Verdict verdict = Decision.decide(
                installation.trust(),
                Stops.NONE,
                items.get(Math.floorMod(number, items.size())),
                installation.now(),
                installation.serials());
        if (verdict instanceof Verdict.Plan plan) {
            return plan.tbs();
        }
        throw new IllegalStateException("refused: " + verdict);
    }

    private IssuerCertificate softwareAuthority(String name, Instant from, Instant until)
            throws GeneralSecurityException {
        KeyPair keys = Installation.pair("secp256r1");
        CaCertificate ca = CaCertificate.tbs(
                name,
                Bytes.of(keys.getPublic().getEncoded()),
                new SerialNumber(BigInteger.valueOf(++authorities)),
                from,
                until);
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(keys.getPrivate());
        signing.update(ca.tbs().toArray());
        return IssuerCertificate.of(ca.signed(signing.sign()));
    }
}
