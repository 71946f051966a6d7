package io.countersign.ceremony;

import io.countersign.contracts.Names;
import io.countersign.stack.SoftHsm;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.List;

/** A place to hold a ceremony: a folder with persons' keys, PIN files, CSRs and a plan. */
final class Hall {
    private static final SecureRandom RANDOM = new SecureRandom();

    final Path folder;
    final String id = random(4);

    private Hall(Path folder) {
        this.folder = folder;
    }

    static Hall open() throws Exception {
        // softhsm2.conf of this module's tests names the same folder.
        Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "tokens"));
        Hall hall = new Hall(Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "ceremony"));
        for (String person : List.of("alice", "bob", "carol")) {
            hall.person(person);
        }
        for (String pin : List.of("issuing.pin", "issuing.so", "log.pin", "log.so")) {
            Files.writeString(hall.folder.resolve(pin), random(6));
        }
        for (String service : List.of("registry-service", "signer-service")) {
            hall.csr(service, hall.service(service, "spiffe://example.org/countersign/" + service));
        }
        hall.csr(
                "alice",
                new Names("alice", List.of(), List.of(), List.of(), List.of("spiffe://example.org/person/alice")));
        return hall;
    }

    Names service(String name, String uri) {
        return new Names(name, List.of(), List.of(name, "localhost"), List.of("127.0.0.1"), List.of(uri));
    }

    static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static String random(int octets) {
        byte[] value = new byte[octets];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }

    void person(String person) throws Exception {
        KeyPair keys = keys();
        write(person + ".pub.pem", Pem.encode(Pem.PUBLIC_KEY, keys.getPublic().getEncoded()));
        write(person + ".key.pem", Pem.encode(Pem.PRIVATE_KEY, keys.getPrivate().getEncoded()));
    }

    void csr(String file, Names names) throws Exception {
        write(file + ".csr.pem", Pem.encode(Pem.CERTIFICATE_REQUEST, CsrWriter.write(keys(), names)));
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The plan with these persons present. */
    Path plan(String... present) throws IOException {
        StringBuilder persons = new StringBuilder();
        for (String person : present) {
            persons.append("  - {person: %s, privateKey: %s.key.pem}\n".formatted(person, person));
        }
        return write("plan.yaml", PLAN.formatted(persons, SoftHsm.findModule(), id, id));
    }

    private static final String PLAN =
            """
            trustDomain: example.org
            logOrigin: example.org/log
            cluster:
              name: demo
              dnsDomain: cluster.local
              apiServerNames: [10.96.0.1]
              nodes:
              - {name: cp-1, controlPlane: true, addresses: [cp-1, 10.0.0.11]}
              - {name: worker-1, controlPlane: false, addresses: [worker-1, 10.0.0.21]}
            officers:
              threshold: 2
              persons:
              - {person: alice, key: alice.pub.pem}
              - {person: bob, key: bob.pub.pem}
              - {person: carol, key: carol.pub.pem}
            roster:
            - {person: alice, key: alice.pub.pem, roles: [approver, officer], clusters: ["*"], until: "2036-01-01T00:00:00Z"}
            - {person: bob, key: bob.pub.pem, roles: [approver, officer], clusters: ["*"], until: "2036-01-01T00:00:00Z"}
            - {person: carol, key: carol.pub.pem, roles: [officer], clusters: ["*"], until: "2036-01-01T00:00:00Z"}
            present:
            %stokens:
              module: %s
              issuing: {label: issuing-%s, soPinFile: issuing.so, pinFile: issuing.pin}
              log: {label: log-%s, soPinFile: log.so, pinFile: log.pin}
            certificates:
            - {component: service, instance: registry-service, csr: registry-service.csr.pem, trusts: [services, clients]}
            - {component: service, instance: signer-service, csr: signer-service.csr.pem, folder: signer, lifetime: PT12H}
            - {component: person, instance: alice, csr: alice.csr.pem}
            """;
}
