package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.Csr;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.SignedCertificate;
import io.countersign.x509.TbsCertificate;
import io.countersign.x509.TbsInput;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An installation with many nodes, robots and people for the corpus to lie about. */
final class CorpusWorld {
    /** Seconds by which a bound is overstepped. */
    static final Long[] OVER = {
        1L, 2L, 3L, 59L, 60L, 61L, 299L, 300L, 301L, 3599L, 3600L, 3601L, 7200L, 43_200L, 86_400L, 604_800L
    };

    final Installation installation;
    final TrustDocument trust;
    final Instant now;
    final KeyPair live = Installation.pair("secp256r1");
    final KeyPair rsa = rsa(2048);
    final KeyPair weakRsa = rsa(1024);
    private final Map<Names, Csr> requests = new HashMap<>();
    private final Map<String, ApproverKey> keys = new TreeMap<>();

    CorpusWorld() {
        installation = Installation.with(Instant.parse("2026-11-22T12:00:00Z"), this::furnished);
        trust = installation.trust();
        now = installation.now();
    }

    private TrustContent furnished(TrustContent plain) {
        Instant until = plain.expires();
        List<RosterEntry> roster = new ArrayList<>(plain.roster());
        roster.add(entry("rita", "rita", RosterEntry.Kind.HUMAN, Set.of(), Set.of("demo"), until));
        roster.add(entry("rita-elsewhere", "rita", RosterEntry.Kind.HUMAN, Set.of(), Set.of("other"), until));
        roster.add(entry("robot-second", "connector", RosterEntry.Kind.ROBOT, Set.of(), Set.of("demo"), until));
        roster.add(entry("robot-other", "connector-other", RosterEntry.Kind.ROBOT, Set.of(), Set.of("other"), until));
        Set<RosterEntry.Role> approver = Set.of(RosterEntry.Role.APPROVER);
        roster.add(entry("system-second", "scanner", RosterEntry.Kind.SYSTEM, approver, Set.of("*"), until));
        List<TrustedCluster> clusters = new ArrayList<>();
        for (TrustedCluster cluster : plain.clusters()) {
            ClusterFacts facts = cluster.facts();
            clusters.add(new TrustedCluster(
                    new ClusterFacts(
                            facts.name(),
                            facts.trustDomain(),
                            facts.dnsDomain(),
                            nodes(),
                            List.of("api.demo.test", "10.96.0.1", "10.0.0.100", "2001:DB8:0::1")),
                    cluster.issuers()));
        }
        return new TrustContent(
                plain.version(),
                plain.deployment(),
                plain.previous(),
                plain.issued(),
                plain.expires(),
                plain.trustDomain(),
                plain.officers(),
                roster,
                clusters,
                plain.profiles(),
                plain.log(),
                plain.useByCap());
    }

    private static List<NodeFacts> nodes() {
        List<NodeFacts> nodes = new ArrayList<>();
        for (int i = 1; i <= 18; i++) {
            nodes.add(new NodeFacts("cp-" + i, true, List.of("10.0.0." + i, "cp-" + i + ".demo.test")));
            nodes.add(new NodeFacts(
                    "worker-" + i, false, List.of("10.0.1." + i, "worker-" + i + ".demo.test", "2001:db8::1:" + i)));
        }
        // Nodes whose listed addresses are not theirs alone, as a careless or bribed officer might list them.
        nodes.add(new NodeFacts(
                "greedy",
                false,
                List.of(
                        "10.0.9.9",
                        "10.96.0.1",
                        "10.0.0.100",
                        "2001:db8::1",
                        "10.0.0.1",
                        "10.0.1.2",
                        "2001:db8::1:7",
                        "api.demo.test",
                        "cp-3.demo.test",
                        "cp-3",
                        "worker-3",
                        "worker-4.demo.test",
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local",
                        "kubernetes-api.demo.test")));
        nodes.add(new NodeFacts("kubernetes", false, List.of("10.0.9.10")));
        return nodes;
    }

    private RosterEntry entry(
            String key,
            String person,
            RosterEntry.Kind kind,
            Set<RosterEntry.Role> roles,
            Set<String> clusters,
            Instant until) {
        ApproverKey made = Installation.key("secp256r1");
        keys.put(key, made);
        return new RosterEntry(person, kind, made.publicKey(), roles, clusters, until);
    }

    ApproverKey key(String name) {
        return keys.containsKey(name) ? keys.get(name) : installation.approver(name);
    }

    /** Signatures over a payload; {@code ask:name} signs as the one who asks. */
    List<Approval> signatures(String payload, String... names) {
        List<Approval> approvals = new ArrayList<>();
        for (String name : names) {
            boolean asks = name.startsWith("ask:");
            approvals.add(StrictJws.sign(
                    asks ? MessageType.REQUEST : MessageType.ORDER, payload, key(asks ? name.substring(4) : name)));
        }
        return approvals;
    }

    Stops stops(StopOrder... orders) {
        List<SignedStop> signed = new ArrayList<>();
        for (StopOrder order : orders) {
            signed.add(installation.signed(order, 2));
        }
        Stops stops = Stops.of(trust, signed, now);
        if (stops.inForce().size() != orders.length) {
            throw new IllegalStateException("a stop of the test does not stop: " + stops.refused());
        }
        return stops;
    }

    /** The signer's answer. */
    Optional<Refusal> decide(Stops stops, SignedItem signed, Instant at) {
        try {
            Verdict verdict = Decision.decide(trust, stops, signed, at, installation.serials());
            return verdict instanceof Verdict.Refused refused ? Optional.of(refused.refusal()) : Optional.empty();
        } catch (SerialUnavailableException e) {
            throw new IllegalStateException(e);
        }
    }

    Optional<Refusal> decide(SignedItem signed) {
        return decide(Stops.NONE, signed, now);
    }

    /** The registry's answer to a grant order. */
    Optional<Refusal> grant(GrantOrder order, List<GrantText> texts, String... signers) {
        try {
            CheckedGrant checked = Decision.checkGrant(
                    trust, Stops.NONE, order.payload(), signatures(order.payload(), signers), texts, now);
            return checked.isComplete()
                    ? Optional.empty()
                    : Optional.of(new Refusal(io.countersign.contracts.RefusalCode.TOO_FEW_PERSONS, "incomplete"));
        } catch (RefusedException e) {
            return Optional.of(e.refusal());
        }
    }

    /** A certificate that this CA really signed. */
    Bytes certificate(
            String cluster,
            String profile,
            Names names,
            PublicKey key,
            SerialNumber serial,
            Instant notBefore,
            Instant notAfter) {
        var found = trust.profile(profile).orElseThrow();
        return certificate(cluster, found.issuer(), profile, names, key, serial, notBefore, notAfter);
    }

    Bytes certificate(
            String cluster,
            String ca,
            String profile,
            Names names,
            PublicKey key,
            SerialNumber serial,
            Instant notBefore,
            Instant notAfter) {
        try {
            IssuerCertificate issuer = installation.issuer(cluster, ca);
            TbsCertificate tbs = TbsCertificate.build(new TbsInput(
                    trust.profile(profile).orElseThrow(),
                    names,
                    Bytes.of(key.getEncoded()),
                    issuer,
                    serial,
                    notBefore,
                    notAfter));
            Signature signing = Signature.getInstance("SHA256withECDSA");
            signing.initSign(installation.caKeys(cluster, ca).getPrivate());
            signing.update(tbs.encoded());
            return Bytes.of(SignedCertificate.assemble(tbs, signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SerialNumber serial(long value) {
        return new SerialNumber(BigInteger.valueOf(value));
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }

    /** One request for each set of names; making one takes longer than all checks of it. */
    Csr csr(Names names) {
        return requests.computeIfAbsent(names, Installation::csr);
    }
}
