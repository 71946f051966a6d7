package io.countersign.e2e.attacks;

import io.countersign.contracts.Event;
import io.countersign.e2e.SharedInstallation;
import io.countersign.e2e.SharedInstallation.Asked;

/** The event with which an honest registry orders a request. */
public final class HonestOrder {
    private HonestOrder() {}

    /** A new order over this request, signed by these persons. */
    public static Event over(SharedInstallation site, Asked asked, String... approvers) {
        Forgery order = new Forgery(site, asked);
        order.approvers(approvers);
        return order.event();
    }
}
