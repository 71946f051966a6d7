package io.countersign.orders;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.x509.CaCertificate;
import io.countersign.x509.ClusterFacts;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.NodeFacts;
import io.countersign.x509.ProfileCatalog;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import io.countersign.x509.crl.TbsCrl;
import io.countersign.x509.key.Verifier;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A whole installation with fresh keys: CAs, officers, roster and a signed trust document. */
public final class Installation {
    public static final String ALICE = "alice";
    public static final String BOB = "bob";
    public static final String CAROL = "carol";
    public static final String DEPLOYMENT = "00112233445566778899aabbccddeeff";
    public static final String TRUST_DOMAIN = "countersign.test";
    public static final Lineage ETCD_PEER = Lineage.parse("demo/etcd-peer/cp-1");

    private final Instant now;
    private final Map<String, KeyPair> caKeys = new TreeMap<>();
    private final Authorities authorities;
    private final Map<String, ApproverKey> approvers = new TreeMap<>();
    private final List<RosterEntry> roster = new ArrayList<>();
    private final List<ApproverKey> officerKeys = new ArrayList<>();
    private final TrustContent content;
    private final byte[] file;
    private final TrustDocument trust;

    /** Makes a CA, in software or in a token. */
    @FunctionalInterface
    public interface Authorities {
        IssuerCertificate make(String cluster, String name, Instant notBefore, Instant notAfter) throws Exception;
    }

    private Installation(Instant now, LogTrust log, Authorities authorities, UnaryOperator<TrustContent> change)
            throws Exception {
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.authorities = authorities == null ? this::softwareCa : authorities;
        approver(ALICE, ALICE, "secp256r1", Set.of("*"));
        approver("alice-second", ALICE, "secp256r1", Set.of("*"));
        approver(BOB, BOB, "secp384r1", Set.of("*"));
        approver(CAROL, CAROL, "secp256r1", Set.of("*"));
        approver("dave-elsewhere", "dave", "secp256r1", Set.of("other"));
        ApproverKey robot = key("secp256r1");
        approvers.put("robot", robot);
        roster.add(entry("connector", RosterEntry.Kind.ROBOT, robot, Set.of("demo"), this.now.plus(days(60))));
        ApproverKey gone = key("secp256r1");
        approvers.put("gone", gone);
        roster.add(entry("eve", RosterEntry.Kind.HUMAN, gone, Set.of("*"), this.now.minusSeconds(1)));
        ApproverKey system = key("secp256r1");
        approvers.put("system", system);
        roster.add(entry("ticketing", RosterEntry.Kind.SYSTEM, system, Set.of("*"), this.now.plus(days(60))));
        revoker("revoker", "frank", RosterEntry.Kind.HUMAN, Set.of("*"));
        revoker("revoker-second", "grace", RosterEntry.Kind.HUMAN, Set.of("*"));
        revoker("revoker-demo", "heidi", RosterEntry.Kind.HUMAN, Set.of("demo"));
        revoker("revoker-system", "pager", RosterEntry.Kind.SYSTEM, Set.of("*"));
        revoker("revoker-system-second", "sentry", RosterEntry.Kind.SYSTEM, Set.of("*"));
        List<Officers.Officer> officers = new ArrayList<>();
        for (String person : List.of(ALICE, BOB, CAROL)) {
            ApproverKey key = key("secp256r1");
            officerKeys.add(key);
            officers.add(new Officers.Officer(person, key.publicKey()));
        }
        this.content = change.apply(new TrustContent(
                1,
                DEPLOYMENT,
                Optional.empty(),
                this.now.minus(days(1)),
                this.now.plus(days(30)),
                TRUST_DOMAIN,
                new Officers(2, officers),
                roster,
                List.of(
                        cluster("demo", "ca", "etcd-ca", "front-proxy-ca"),
                        cluster("other", "ca", "etcd-ca", "front-proxy-ca"),
                        cluster(TrustedCluster.OWN, "services", "clients")),
                List.copyOf(ProfileCatalog.builtIn().all()),
                log,
                TrustContent.LONGEST_USE_BY));
        this.file = TrustDocument.file(content, List.of(officerSignature(content, 0), officerSignature(content, 1)));
        this.trust = TrustDocument.open(file, Sha256.of(file));
    }

    public static Installation at(Instant now) {
        return at(now, new LogTrust("log.countersign.test", List.of("unused")));
    }

    /** With CA keys in this JVM. */
    public static Installation at(Instant now, LogTrust log) {
        return made(now, log, null, UnaryOperator.identity());
    }

    /** With CA keys in this JVM, and another content for the officers to sign. */
    static Installation with(Instant now, UnaryOperator<TrustContent> change) {
        return made(now, new LogTrust("log.countersign.test", List.of("unused")), null, change);
    }

    /** With CA keys wherever these authorities make them. */
    public static Installation at(Instant now, LogTrust log, Authorities authorities) {
        return made(now, log, authorities, UnaryOperator.identity());
    }

    private static Installation made(
            Instant now, LogTrust log, Authorities authorities, UnaryOperator<TrustContent> change) {
        try {
            return new Installation(now, log, authorities, change);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time it was made at, in whole seconds. */
    public Instant now() {
        return now;
    }

    public TrustDocument trust() {
        return trust;
    }

    public byte[] file() {
        return file.clone();
    }

    public TrustContent content() {
        return content;
    }

    public ApproverKey approver(String name) {
        return approvers.get(name);
    }

    public KeyPair caKeys(String cluster, String name) {
        return caKeys.get(cluster + "/" + name);
    }

    public IssuerCertificate issuer(String cluster, String name) {
        return trust.issuer(cluster, name).orElseThrow().certificate();
    }

    Approval officerSignature(TrustContent signed, int officer) {
        return StrictJws.sign(MessageType.TRUST, signed.payload(), officerKeys.get(officer));
    }

    /** The officers' keys from 0: alice, bob, carol. */
    public ApproverKey officerKey(int officer) {
        return officerKeys.get(officer);
    }

    /** A stop, or a lift, signed by these officers. */
    public SignedStop signed(StopOrder order, int... officers) {
        List<Approval> approvals = new ArrayList<>();
        for (int officer : officers) {
            approvals.add(StrictJws.sign(MessageType.ORDER, order.payload(), officerKeys.get(officer)));
        }
        return new SignedStop(order.payload(), approvals);
    }

    public StopWriter stopWriter() {
        return new StopWriter(trust, () -> now, new SecureRandom());
    }

    public RevocationWriter revocationWriter() {
        return new RevocationWriter(trust, () -> now, new SecureRandom());
    }

    /** A revoke order signed by these of the roster: {@code revoker}, {@code revoker-second}, … */
    public SignedRevocation signed(RevocationOrder order, String... revokerNames) {
        return new SignedRevocation(order.payload(), approvals(order.payload(), revokerNames), Optional.empty());
    }

    /** A CRL signed by its issuer, whose key is in this JVM. */
    public Crl crl(TbsCrl tbs) {
        TrustedIssuer issuer = trust.issuer(tbs.issuer().digest()).orElseThrow();
        try {
            Signature signing =
                    Signature.getInstance(tbs.issuer().signatureAlgorithm().jcaName());
            signing.initSign(caKeys(issuer.cluster(), issuer.name()).getPrivate());
            signing.update(tbs.encoded());
            return Crl.verify(tbs.signed(signing.sign()), tbs);
        } catch (GeneralSecurityException | CrlFaultException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file of a next version, signed by these of its officers. */
    public byte[] file(TrustContent next, int... officers) {
        List<Approval> signatures = new ArrayList<>();
        for (int officer : officers) {
            signatures.add(officerSignature(next, officer));
        }
        return TrustDocument.file(next, signatures);
    }

    /** The names of an etcd peer certificate. */
    public static Names etcdPeer(String node) {
        return new Names(node, List.of(), List.of("localhost", node), List.of("127.0.0.1"), List.of());
    }

    public static Csr csr(Names names) {
        return csr(pair("secp256r1"), names);
    }

    public static Csr csr(KeyPair keys, Names names) {
        try {
            return Csr.read(CsrWriter.write(keys, names));
        } catch (GeneralSecurityException | RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An order over one item, approved by these approvers, asked for by nobody among them. */
    public SignedItem approved(Csr csr, Lineage lineage, String... approverNames) {
        try {
            OrderItem item = ItemDraft.of(csr, lineage).item(trust, now);
            Order order = new OrderWriter(trust, () -> now, new SecureRandom())
                    .issue(List.of(item), Optional.of("requester"), Optional.of("first issue"));
            return SignedItem.of(order.payload(), approvals(order.payload(), approverNames), 0, item.text(), csr.der());
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Approval> approvals(String payload, String... approverNames) {
        List<Approval> approvals = new ArrayList<>();
        for (String name : approverNames) {
            approvals.add(StrictJws.sign(MessageType.ORDER, payload, approvers.get(name)));
        }
        return approvals;
    }

    /** Serials under a secret of this object. */
    public SerialSource serials() {
        byte[] secret =
                Sha256.of("secret of the test".getBytes(StandardCharsets.UTF_8)).octets();
        return (issuer, order, item, encoder) -> Serials.of(secret, issuer, order, item, encoder);
    }

    public static KeyPair pair(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ApproverKey key(String curve) {
        KeyPair pair = pair(curve);
        // The JDK's own provider takes many times as long (hsm-facts 4), and tests sign thousands of orders.
        return new ApproverKey(pair.getPrivate(), JwsKey.of(pair.getPublic()), Optional.of(Verifier.provider("EC")));
    }

    private void approver(String name, String person, String curve, Set<String> clusters) {
        ApproverKey key = key(curve);
        approvers.put(name, key);
        roster.add(entry(person, RosterEntry.Kind.HUMAN, key, clusters, now.plus(days(60))));
    }

    private void revoker(String name, String person, RosterEntry.Kind kind, Set<String> clusters) {
        ApproverKey key = key("secp256r1");
        approvers.put(name, key);
        Set<RosterEntry.Role> roles = Set.of(RosterEntry.Role.REVOKER);
        roster.add(new RosterEntry(person, kind, key.publicKey(), roles, clusters, now.plus(days(60))));
    }

    private static RosterEntry entry(
            String person, RosterEntry.Kind kind, ApproverKey key, Set<String> clusters, Instant until) {
        Set<RosterEntry.Role> roles = kind == RosterEntry.Kind.ROBOT ? Set.of() : Set.of(RosterEntry.Role.APPROVER);
        return new RosterEntry(person, kind, key.publicKey(), roles, clusters, until);
    }

    private TrustedCluster cluster(String name, String... issuerNames) throws Exception {
        Map<String, IssuerCertificate> issuers = new TreeMap<>();
        for (String issuer : issuerNames) {
            issuers.put(issuer, authorities.make(name, issuer, now.minus(days(1)), now.plus(days(3650))));
        }
        List<NodeFacts> nodes = List.of(
                new NodeFacts("cp-1", true, List.of("10.0.0.1")),
                new NodeFacts("worker-1", false, List.of("10.0.0.9")));
        return new TrustedCluster(
                new ClusterFacts(name, TRUST_DOMAIN, "cluster.local", nodes, List.of("api.demo.test")), issuers);
    }

    private IssuerCertificate softwareCa(String cluster, String name, Instant notBefore, Instant notAfter)
            throws GeneralSecurityException {
        KeyPair keys = pair("secp256r1");
        caKeys.put(cluster + "/" + name, keys);
        SerialNumber serial = new SerialNumber(BigInteger.valueOf(caKeys.size()));
        CaCertificate tbs = CaCertificate.tbs(
                cluster + "-" + name, Bytes.of(keys.getPublic().getEncoded()), serial, notBefore, notAfter);
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(keys.getPrivate());
        signing.update(tbs.tbs().toArray());
        return IssuerCertificate.of(tbs.signed(signing.sign()));
    }

    private static Duration days(long days) {
        return Duration.ofDays(days);
    }
}
