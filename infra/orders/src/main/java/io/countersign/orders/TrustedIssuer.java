package io.countersign.orders;

import io.countersign.x509.IssuerCertificate;

/** A CA in its place: the same certificate never serves two clusters. */
public record TrustedIssuer(String cluster, String name, IssuerCertificate certificate) {
    /**
     * Whether Countersign keeps a CRL of this CA: only etcd and Countersign's own services read one (kubernetes-pki 5.3), and only
     * a CA with cRLSign may make one.
     */
    public boolean hasCrl() {
        boolean read = name.equals("etcd-ca") || (cluster.equals(TrustedCluster.OWN) && isServices());
        return read && certificate.signsCrls();
    }

    /** Whether it certifies Countersign's own services. */
    boolean isServices() {
        return name.equals("services");
    }
}
