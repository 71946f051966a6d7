package io.countersign.x509;

/** How much a certificate can do in truth, not by the look of its O (security 2.5). */
public enum Tier {
    /** Becomes anyone or everything: super-admin, front-proxy-client. */
    T0(2),
    /** Reads or changes everything of a cluster: etcd leaves, admin, controller-manager. */
    T1(2),
    /** The rest. */
    T2(1);

    private final int minimumPersons;

    Tier(int minimumPersons) {
        this.minimumPersons = minimumPersons;
    }

    /** Distinct persons below which no profile may go. */
    public int minimumPersons() {
        return minimumPersons;
    }

    boolean atLeastAsStrictAs(Tier other) {
        return compareTo(other) <= 0;
    }
}
