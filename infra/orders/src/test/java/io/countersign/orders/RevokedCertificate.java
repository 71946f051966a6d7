package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.event.SignedRevocation;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An etcd member's certificate with its key, which may report itself. */
record RevokedCertificate(CorpusWorld world, KeyPair keys, SerialNumber serial, Bytes der) {
    static final Lineage LINEAGE = Lineage.parse("demo/etcd-peer/cp-1");

    /** By this CA, which may be one that has no business with it. */
    static RevokedCertificate of(CorpusWorld world, KeyPair keys, String cluster, String ca, long serial) {
        SerialNumber number = CorpusWorld.serial(serial);
        Bytes der = world.certificate(
                cluster,
                ca,
                "etcd-peer",
                Installation.etcdPeer("cp-1"),
                keys.getPublic(),
                number,
                world.now.minus(Duration.ofDays(1)),
                world.now.plus(Duration.ofDays(30)));
        return new RevokedCertificate(world, keys, number, der);
    }

    RevocationOrder order() {
        return order(world, new Revoked(serial, LINEAGE));
    }

    static RevocationOrder order(CorpusWorld world, Revoked... revoked) {
        try {
            TrustedIssuer etcd = world.trust.issuer("demo", "etcd-ca").orElseThrow();
            return world.installation
                    .revocationWriter()
                    .revoke(etcd, List.of(revoked), RevocationReason.KEY_COMPROMISE, "key copied");
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    Approval signature(RevocationOrder order) {
        return Continuity.sign(order, keys.getPrivate(), keys.getPublic());
    }

    /** The certificate reports itself by this order. */
    SignedRevocation reporting(RevocationOrder order) {
        return new SignedRevocation(order.payload(), List.of(signature(order)), Optional.of(der));
    }
}
