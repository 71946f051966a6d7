package io.countersign.agent;

import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.agent.ManagedLineage.Reload;
import io.countersign.agent.Registry.Work;
import io.countersign.agent.Rotation.Surroundings;
import io.countersign.contracts.Names;
import io.countersign.orders.GrantDraft;
import io.countersign.orders.GrantText;
import io.countersign.orders.Installation;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.IssuedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node whose etcd server certificate of 10 h was ordered by people at {@link Node#START}, who also signed a grant. */
final class GrantedNode {
    static final Duration LIFE = Duration.ofHours(10);
    static final Names NAMES =
            new Names("cp-1", List.of(), List.of("cp-1", "localhost"), List.of("10.0.0.1", "127.0.0.1"), List.of());
    /** Half of the life has passed, four fifths have not. */
    static final Instant HALF_OVER = Node.START.plus(Duration.ofHours(6));
    /** The agent's own timer has fired. */
    static final Instant LATE = Node.START.plus(Duration.ofHours(9));

    static final Instant UNTIL = Node.START.plus(Duration.ofDays(20));

    /** Nothing in it changes, and its keys take their time. */
    private static final Installation INSTALLATION = Installation.at(Node.START);

    final Installation installation = INSTALLATION;
    final GrantingRegistry registry = new GrantingRegistry(installation, () -> this.now);
    final Path keyFile;
    final Path certificateFile;
    final Path state;
    final String oldKey;
    final String oldCertificate;
    Instant now = Node.START;
    Optional<Duration> lifetime = Optional.empty();
    Optional<Names> names = Optional.empty();
    Probe probe;

    GrantedNode(Path folder) throws Exception {
        this(folder, KeyAlgorithm.EC_P256);
    }

    GrantedNode(Path folder, KeyAlgorithm algorithm) throws Exception {
        keyFile = folder.resolve("server.key");
        certificateFile = folder.resolve("server.crt");
        state = folder.resolve("state");
        FreshKey old = FreshKey.make(algorithm, NAMES, TestCa.RANDOM);
        oldKey = old.keyPem();
        oldCertificate = registry.byPeople(old.requestPem(), Node.LINEAGE, Optional.of(LIFE));
        Files.writeString(keyFile, oldKey);
        Files.writeString(certificateFile, oldCertificate);
        registry.sign(drafted());
        now = HALF_OVER;
        probe = () -> Node.parse(Files.readString(certificateFile));
    }

    /** The grant as the client drafts it: life and names of the certificate in place, gap of a quarter of its life. */
    GrantText drafted() throws Exception {
        return GrantDraft.of(trust(), Node.LINEAGE, "etcd-server", live(), UNTIL);
    }

    TrustDocument trust() {
        return installation.trust();
    }

    IssuedCertificate live() throws Exception {
        return IssuedCertificate.readPem(certificate());
    }

    ManagedLineage managed() {
        return new ManagedLineage(
                Node.LINEAGE,
                Optional.empty(),
                certificateFile,
                keyFile,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                lifetime,
                names,
                Optional.of(Reload.NONE),
                Optional.empty());
    }

    PinnedIssuer pinned() {
        return new PinnedIssuer(installation.issuer("demo", "etcd-ca"), "");
    }

    Redeemer redeemer() {
        return new Redeemer(managed(), new FixedTrust(trust(), pinned()), TestCa.RANDOM);
    }

    Rotation rotation(StepHook hook) throws Exception {
        return new Rotation(
                managed(),
                new FixedTrust(trust(), pinned()),
                redeemer(),
                registry,
                store(),
                Optional.of(probe),
                Node.RETRY_AFTER,
                surroundings(hook));
    }

    Surroundings surroundings(StepHook hook) {
        return new Surroundings(() -> now, TestCa.RANDOM, duration -> now = now.plus(duration), hook);
    }

    Rotation rotation() throws Exception {
        return rotation(StepHook.NONE);
    }

    SagaStore store() throws Exception {
        return SagaStore.open(state, Node.LINEAGE);
    }

    /** One turn with the registry's offer, as far as it goes. */
    void renew(Optional<Work> hint) throws Exception {
        Rotation rotation = rotation();
        rotation.startIfDue(hint);
        rotation.advance();
    }

    void renew() throws Exception {
        renew(Optional.of(registry.offer()));
    }

    boolean isRenewed() throws Exception {
        return !certificate().equals(oldCertificate);
    }

    String certificate() throws Exception {
        return Files.readString(certificateFile);
    }
}
