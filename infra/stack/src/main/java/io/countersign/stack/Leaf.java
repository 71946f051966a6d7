package io.countersign.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** What a test certificate says. */
record Leaf(
        X500Name subject, List<GeneralName> names, List<KeyPurposeId> purposes, Instant notBefore, Instant notAfter) {
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofDays(2);

    /** The service profile of design.md 3, rule 5: DN and URI SAN say the same, both purposes, loopback names. */
    static Leaf service(String trustDomain, String name, Instant now) {
        return new Leaf(
                StackPki.serviceName(name),
                List.of(
                        new GeneralName(
                                GeneralName.uniformResourceIdentifier,
                                "spiffe://" + trustDomain + "/countersign/" + name),
                        new GeneralName(GeneralName.dNSName, "localhost"),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1")),
                List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
                now.minus(CLOCK_SLACK),
                now.plus(LIFE));
    }

    /** A person or an agent: a client only, known by its URI. */
    static Leaf client(String commonName, String uri, Instant now) {
        return new Leaf(
                new X500Name("CN=" + commonName),
                List.of(new GeneralName(GeneralName.uniformResourceIdentifier, uri)),
                List.of(KeyPurposeId.id_kp_clientAuth),
                now.minus(CLOCK_SLACK),
                now.plus(LIFE));
    }

    Leaf withSubject(X500Name other) {
        return new Leaf(other, names, purposes, notBefore, notAfter);
    }

    Leaf withPurposes(List<KeyPurposeId> other) {
        return new Leaf(subject, names, other, notBefore, notAfter);
    }

    Leaf valid(Instant from, Instant until) {
        return new Leaf(subject, names, purposes, from, until);
    }
}
