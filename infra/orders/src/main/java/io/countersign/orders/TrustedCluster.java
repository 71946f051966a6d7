package io.countersign.orders;

import io.countersign.x509.ClusterFacts;
import io.countersign.x509.IssuerCertificate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster and its CAs. The cluster {@link #OWN} holds the CAs of Countersign itself, {@code services} and {@code clients}.
 *
 * @param issuers CA certificates by their name inside the cluster ({@code ca}, {@code etcd-ca}, …)
 */
public record TrustedCluster(ClusterFacts facts, Map<String, IssuerCertificate> issuers) {
    public static final String OWN = "countersign";

    public TrustedCluster {
        issuers = Collections.unmodifiableMap(new TreeMap<>(issuers));
    }

    public String name() {
        return facts.name();
    }
}
