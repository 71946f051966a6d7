package io.countersign.signer;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationApproved;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.RevocationWriter;
import io.countersign.orders.Revoked;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Revoke orders as the registry publishes them, for certificates of one etcd member. */
public final class Revokes {
    private Revokes() {}

    public static TrustedIssuer etcd(Installation installation) {
        return installation.trust().issuer("demo", "etcd-ca").orElseThrow();
    }

    public static SerialNumber serial(int number) {
        return SerialNumber.parse("7000000000000000" + Integer.toHexString(0x100 + number));
    }

    /** An order of this moment for one certificate. */
    public static RevocationOrder order(Installation installation, Instant at, int number) {
        try {
            return new RevocationWriter(installation.trust(), () -> at, new SecureRandom())
                    .revoke(
                            etcd(installation),
                            List.of(new Revoked(serial(number), Lineage.parse("demo/etcd-peer/cp-1"))),
                            RevocationReason.KEY_COMPROMISE,
                            "disk stolen");
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Event approved(Installation installation, SignedRevocation signed) {
        RevocationApproved data = new RevocationApproved(
                etcd(installation).certificate().digest(), signed.payload(), signed.approvals(), signed.certificate());
        return Event.of(
                EventType.REVOCATION_APPROVED,
                ServiceName.REGISTRY.source(),
                data.issuer().toString(),
                installation.now(),
                data,
                Optional.empty());
    }

    /** The CRL as a signer tells it. */
    public static Event published(Crl crl, Instant at) {
        CrlPublished data = new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                "intent",
                0,
                crl.der());
        return Event.of(
                EventType.CRL_PUBLISHED,
                ServiceName.SIGNER.source(),
                crl.issuer().toString(),
                at,
                data,
                Optional.empty());
    }
}
