package io.countersign.ceremony;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import io.countersign.hsm.HsmException;
import io.countersign.hsm.KeyKind;
import io.countersign.hsm.ProvisionedKey;
import io.countersign.hsm.TokenProvisioner;
import io.countersign.orders.TrustedCluster;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.IssuerCertificate;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One of the five CAs: its place, its name and its certificate.
 *
 * @param cluster the Kubernetes cluster, or {@code countersign}
 * @param name inside the cluster; also the label of key and certificate in the token
 */
record CertificateAuthority(String cluster, String name, IssuerCertificate certificate) {
    /** Serial numbers of CA certificates: random, 158 bits; nothing is derived before the serial secret exists. */
    private static final int SERIAL_BITS = 158;

    /** Clocks of verifiers may be behind. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Where a CA belongs and what it is called; CNs of the cluster's three are kubeadm's (kubernetes-pki 1.1). */
    record Place(String cluster, String name, String commonName) {}

    static List<Place> places(String cluster) {
        return List.of(
                new Place(cluster, "ca", "kubernetes"),
                new Place(cluster, "etcd-ca", "etcd-ca"),
                new Place(cluster, "front-proxy-ca", "front-proxy-ca"),
                new Place(TrustedCluster.OWN, "services", "countersign services CA"),
                new Place(TrustedCluster.OWN, "clients", "countersign clients CA"));
    }

    /** Makes the key in the token, lets it sign its own certificate and stores that beside it. */
    static CertificateAuthority make(
            TokenProvisioner token, Place place, KeyKind kind, Instant now, Duration life, SecureRandom random)
            throws HsmException {
        ProvisionedKey key = token.generate(kind, place.name());
        CaCertificate certificate = CaCertificate.tbs(
                place.commonName(),
                Bytes.of(key.publicKey().getEncoded()),
                new SerialNumber(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS)),
                now.minus(BACKDATE),
                now.plus(life));
        byte[] signature = key.sign(certificate.tbs().toArray(), DEADLINE);
        IssuerCertificate issuer = IssuerCertificate.of(certificate.signed(signature));
        token.storeCertificate(key, issuer.certificate());
        return new CertificateAuthority(place.cluster(), place.name(), issuer);
    }
}
