package io.countersign.benchmarks;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.Profile;
import io.countersign.x509.ProfileCatalog;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Requests of kubelets, each with a P-256 key of its own, and the steps between a request and the bytes to sign. */
final class Work {
    /** Enough different keys that no cache of a library answers for the work. */
    private static final int REQUESTS = 32;

    private final Profile profile = ProfileCatalog.builtIn().require("kubelet-serving");
    private final IssuerCertificate issuer;
    private final ClusterFacts facts;
    private final List<byte[]> requests = new ArrayList<>();

    Work(IssuerCertificate issuer) throws GeneralSecurityException {
        this.issuer = issuer;
        this.facts = new ClusterFacts(
                "demo",
                "example.org",
                "cluster.local",
                IntStream.range(0, REQUESTS).mapToObj(Work::node).toList(),
                List.of());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        for (NodeFacts node : facts.nodes()) {
            Names names = new Names(
                    "system:node:" + node.name(),
                    List.of("system:nodes"),
                    List.of(node.name()),
                    node.addresses(),
                    List.of());
            requests.add(CsrWriter.write(generator.generateKeyPair(), names));
        }
    }

    private static NodeFacts node(int number) {
        return new NodeFacts("worker-" + number, false, List.of("10.0.1." + (number + 1)));
    }

    /** One of the requests, in turn. */
    byte[] request(int number) {
        return requests.get(Math.floorMod(number, requests.size()));
    }

    /** Reads and checks the CSR: DER, key, proof of possession, extensions, names. */
    Csr read(byte[] der) throws RefusedException {
        return Csr.read(der);
    }

    /** Checks names, lineage and usages against the profile, and builds what would be signed. */
    TbsCertificate plan(Csr csr, int number) throws RefusedException {
        Lineage lineage = profile.lineage(csr.names(), "", facts);
        profile.check(csr.names(), lineage, facts);
        profile.checkUsages(csr);
        Instant from = issuer.notBefore();
        return TbsCertificate.build(new TbsInput(
                profile, csr.names(), csr.spki(), issuer, serial(csr, number), from, from.plus(profile.maxLifetime())));
    }

    /** Shaped like the signer's serials (security 4.1), without the secret. */
    private static SerialNumber serial(Csr csr, int number) {
        byte[] octets = Sha256.of(
                        csr.digest().octets(), BigInteger.valueOf(number).toByteArray())
                .octets();
        octets[0] = (byte) ((octets[0] & 0x3f) | 0x40);
        return new SerialNumber(new BigInteger(1, octets, 0, 20));
    }
}
