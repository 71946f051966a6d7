package io.countersign.registry.core;

import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.ApprovedItem;
import io.countersign.orders.ClusterRobot;
import io.countersign.orders.OrderItem;
import java.time.Instant;
import java.util.List;

/** What a robot may not order although its key may sign it, because only memory tells (security 3.2). */
final class RobotLimits {
    private static final String KUBELET_CLIENT = "kubelet-client";

    private final CertificateStore certificates;
    private final Instant now;

    RobotLimits(CertificateStore certificates, Instant now) {
        this.certificates = certificates;
        this.now = now;
    }

    /** A bootstrap token may ask for any node's name: with a live certificate of that name, only its holder's word counts. */
    void check(ApprovedItem approved) throws RefusedException {
        OrderItem item = approved.item();
        if (!(approved.authority() instanceof ClusterRobot) || !item.profile().equals(KUBELET_CLIENT)) {
            return;
        }
        List<CertificateRecord> live = certificates.live(item.lineage(), now);
        boolean follows = item.predecessor()
                .filter(former ->
                        live.stream().anyMatch(one -> one.id().serial().equals(former.serial())))
                .isPresent();
        if (!live.isEmpty() && !follows) {
            throw new RefusedException(
                    RefusalCode.NEEDS_A_PERSON,
                    item.lineage() + " has a certificate until " + live.get(0).notAfter()
                            + ", and the order does not follow it");
        }
    }
}
