package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.SerialNumber;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.List;

/** A small cluster and CAs with software keys. */
public final class DemoCluster {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    public static final Instant CA_END = Instant.parse("2036-11-22T10:00:00Z");

    private DemoCluster() {}

    public static ClusterFacts facts() {
        return new ClusterFacts(
                "demo",
                "example.org",
                "cluster.local",
                List.of(
                        new NodeFacts("cp-1", true, List.of("cp-1.example.org", "10.0.0.11", "FD00:0::b")),
                        new NodeFacts("worker-1", false, List.of("10.0.0.21"))),
                List.of("api.example.org", "10.96.0.1"));
    }

    public static ClusterFacts countersign() {
        return new ClusterFacts("countersign", "example.org", "example.org", List.of(), List.of());
    }

    public static IssuerCertificate ca(KeyPair keys) {
        CaCertificate ca = CaCertificate.tbs(
                "kubernetes",
                Bytes.of(keys.getPublic().getEncoded()),
                new SerialNumber(BigInteger.ONE),
                START.minusSeconds(300),
                CA_END);
        return IssuerCertificate.of(
                ca.signed(sign(keys, ca.algorithm(), ca.tbs().toArray())));
    }

    public static byte[] sign(KeyPair keys, SignatureAlgorithm algorithm, byte[] message) {
        try {
            Signature signing = Signature.getInstance(algorithm.jcaName());
            signing.initSign(keys.getPrivate());
            signing.update(message);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
