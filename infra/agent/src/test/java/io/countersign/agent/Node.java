package io.countersign.agent;

import io.countersign.agent.ManagedLineage.ProbeTarget;
import io.countersign.agent.ManagedLineage.Reload;
import io.countersign.agent.Registry.Work;
import io.countersign.agent.Rotation.Surroundings;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Names;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustDocument;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node with an etcd server certificate that is past 80 % of its life, a CA, and a registry that answers as told. */
final class Node {
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final Lineage LINEAGE = Lineage.parse("demo/etcd-server/cp-1");
    static final Work HINT = new Work("renew", LINEAGE, Optional.empty());
    static final Duration RETRY_AFTER = Duration.ofMinutes(10);

    /** Nothing of it is asked where no grant is offered. */
    private static final TrustDocument TRUST = Installation.at(START).trust();

    final TestCa ca = new TestCa("etcd-ca", START);
    final Path keyFile;
    final Path certificateFile;
    final Path state;
    final ScriptedRegistry registry;
    final String oldKey;
    final String oldCertificate;
    Instant now = START;
    Reload reload = Reload.NONE;
    ProbeTarget target = new ProbeTarget("127.0.0.1", 1, Optional.empty(), Optional.empty(), Optional.empty());
    /** What the component serves; by default it re-reads its file at every handshake, as etcd does. */
    Probe probe;

    Node(Path folder) throws Exception {
        this(folder, Duration.ofHours(2), Duration.ofHours(10));
    }

    Node(Path folder, Duration left, Duration life) throws Exception {
        Files.createDirectories(folder.resolve("pki"));
        keyFile = folder.resolve("pki/server.key");
        certificateFile = folder.resolve("pki/server.crt");
        state = folder.resolve("state");
        Names names =
                new Names("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("10.0.0.11", "::1"), List.of());
        FreshKey old = FreshKey.make(ManagedLineage.KeyAlgorithm.EC_P256, names, TestCa.RANDOM);
        oldKey = old.keyPem();
        oldCertificate = ca.issue(old.requestPem(), START.plus(left).minus(life), life);
        Files.writeString(keyFile, oldKey);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        Files.writeString(certificateFile, oldCertificate);
        Files.setPosixFilePermissions(certificateFile, PosixFilePermissions.fromString("rw-r--r--"));
        registry = new ScriptedRegistry(request -> ca.issue(request, START.minus(Duration.ofMinutes(5)), life));
        probe = () -> parse(Files.readString(certificateFile));
    }

    ManagedLineage managed() {
        return new ManagedLineage(
                LINEAGE,
                Optional.empty(),
                certificateFile,
                keyFile,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reload),
                Optional.of(target));
    }

    Surroundings surroundings(StepHook hook) {
        return new Surroundings(() -> now, TestCa.RANDOM, duration -> now = now.plus(duration), hook);
    }

    Rotation rotation(StepHook hook) throws Exception {
        return new Rotation(
                managed(),
                new FixedTrust(TRUST, ca.pinned()),
                new Redeemer(managed(), new FixedTrust(TRUST, ca.pinned()), TestCa.RANDOM),
                registry,
                SagaStore.open(state, LINEAGE),
                Optional.of(probe),
                RETRY_AFTER,
                surroundings(hook));
    }

    Rotation rotation() throws Exception {
        return rotation(StepHook.NONE);
    }

    String key() throws Exception {
        return Files.readString(keyFile);
    }

    String certificate() throws Exception {
        return Files.readString(certificateFile);
    }

    static X509Certificate parse(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    static String serial(String pem) {
        return parse(pem).getSerialNumber().toString(16);
    }
}
