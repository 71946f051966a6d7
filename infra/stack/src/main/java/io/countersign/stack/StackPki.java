package io.countersign.stack;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A PKI made at run time for tests: a services CA, a clients CA, and a rogue CA that nobody trusts.
 *
 * <p>Each {@link Identity} gets its own new key and folder ({@code <root>/<folder>/key.pem cert.pem ca.pem}). Services
 * and clients trust the services CA in their peers; whoever serves HTTP to people adds {@link #bothCas()}.
 */
public final class StackPki {
    private final Path root;
    private final String trustDomain;
    private final InstantSource clock;
    private final SecureRandom random;
    private final TestAuthority services;
    private final TestAuthority clients;
    private final TestAuthority rogue;

    public StackPki(Path root, String trustDomain, InstantSource clock, SecureRandom random) {
        this.root = root;
        this.trustDomain = trustDomain;
        this.clock = clock;
        this.random = random;
        this.services = new TestAuthority("test services CA", clock.instant(), random);
        this.clients = new TestAuthority("test clients CA", clock.instant(), random);
        // Same name as the real one: a check by issuer name alone must not let it pass.
        this.rogue = new TestAuthority("test services CA", clock.instant(), random);
        PrivateFile.write(servicesCa(), services.pem());
        PrivateFile.write(clientsCa(), clients.pem());
        PrivateFile.write(bothCas(), services.pem() + clients.pem());
    }

    public String trustDomain() {
        return trustDomain;
    }

    /** PEM file of the services CA certificate. */
    public Path servicesCa() {
        return root.resolve("services-ca.pem");
    }

    /** PEM file of the clients CA certificate. */
    public Path clientsCa() {
        return root.resolve("clients-ca.pem");
    }

    /** PEM file of services CA and clients CA: what the REST ports trust. */
    public Path bothCas() {
        return root.resolve("both-cas.pem");
    }

    /** A service, the broker, an owner role or {@code admin}: {@code CN=<name>,OU=countersign}. A new key each time. */
    public Identity issue(String name) {
        return write(name, services, Leaf.service(trustDomain, name, now()));
    }

    /** A person: {@code CN=<id>}, {@code spiffe://<trust-domain>/person/<id>}, clients CA, client only. */
    public Identity person(String id) {
        return write("person-" + id, clients, Leaf.client(id, spiffe("person/" + id), now()));
    }

    /** An agent of one node: {@code spiffe://<trust-domain>/agent/<cluster>/<node>}, clients CA, client only. */
    public Identity agent(String cluster, String node) {
        Leaf leaf = Leaf.client(node, spiffe("agent/" + cluster + "/" + node), now());
        return write("agent-" + cluster + "-" + node, clients, leaf);
    }

    /** A service certificate of the right CA that ended an hour ago. */
    public Identity expired(String name) {
        Instant end = now().minus(Duration.ofHours(1));
        Leaf leaf = Leaf.service(trustDomain, name, now()).valid(end.minus(Duration.ofDays(1)), end);
        return write("expired-" + name, services, leaf);
    }

    /** Every name right, issued by a CA of the same name and another key. */
    public Identity rogue(String name) {
        return write("rogue-" + name, rogue, Leaf.service(trustDomain, name, now()));
    }

    /** A person's certificate that ended an hour ago. */
    public Identity expiredPerson(String id) {
        Instant end = now().minus(Duration.ofHours(1));
        Leaf leaf = Leaf.client(id, spiffe("person/" + id), now()).valid(end.minus(Duration.ofDays(1)), end);
        return write("expired-person-" + id, clients, leaf);
    }

    /** Names a person, signed by the CA that nobody trusts. */
    public Identity roguePerson(String id) {
        return write("rogue-person-" + id, rogue, Leaf.client(id, spiffe("person/" + id), now()));
    }

    /** Right CA, DN without the OU: no mapping rule of broker or database may know it. */
    public Identity unmapped(String name) {
        Leaf leaf = Leaf.service(trustDomain, name, now()).withSubject(new X500Name("CN=" + name));
        return write("unmapped-" + name, services, leaf);
    }

    /** Right CA and DN, but only serverAuth: not usable as a client. */
    public Identity serverOnly(String name) {
        Leaf leaf = Leaf.service(trustDomain, name, now()).withPurposes(List.of(KeyPurposeId.id_kp_serverAuth));
        return write("server-only-" + name, services, leaf);
    }

    /** OU is encoded first, so that RFC 2253 text (Kafka, Postgres) reads {@code CN=<name>,OU=countersign}. */
    static X500Name serviceName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.OU, "countersign")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private Identity write(String folder, TestAuthority issuer, Leaf leaf) {
        Identity identity = Identity.in(root.resolve(folder));
        KeyPair keys = TestAuthority.keyPair(random);
        PrivateFile.write(
                identity.key(),
                TestAuthority.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        PrivateFile.write(identity.cert(), issuer.issue(leaf, keys.getPublic()));
        PrivateFile.write(identity.ca(), services.pem());
        return identity;
    }

    private String spiffe(String path) {
        return "spiffe://" + trustDomain + "/" + path;
    }

    private Instant now() {
        return clock.instant();
    }
}
