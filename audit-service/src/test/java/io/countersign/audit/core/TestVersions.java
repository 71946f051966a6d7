package io.countersign.audit.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.Installation;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustDraft;
import io.countersign.orders.TrustedCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An installation that was without one cluster at first: version 1 is pinned, version 2 adds the cluster. */
public final class TestVersions {
    private static final Duration MONTH = Duration.ofDays(30);

    private final Installation installation;
    private final byte[] firstFile;
    private final TrustDocument first;

    public TestVersions(Installation installation, String addedLater) {
        TrustContent all = installation.content();
        this.installation = installation;
        TrustContent content = new TrustContent(
                all.version(),
                all.deployment(),
                all.previous(),
                all.issued(),
                all.expires(),
                all.trustDomain(),
                all.officers(),
                // A robot belongs to one listed cluster.
                all.roster().stream()
                        .filter(entry -> entry.kind() != RosterEntry.Kind.ROBOT)
                        .toList(),
                all.clusters().stream()
                        .filter(cluster -> !cluster.name().equals(addedLater))
                        .toList(),
                all.profiles(),
                all.log(),
                all.useByCap());
        this.firstFile = installation.file(content, 0, 1);
        this.first = opened(firstFile);
    }

    public TrustDocument first() {
        return first;
    }

    public byte[] firstFile() {
        return firstFile.clone();
    }

    /** Every cluster of the installation, signed by these officers. */
    public byte[] secondFile(int... officers) {
        return secondFile(installation.now(), officers);
    }

    /** The same, issued at this time. */
    byte[] secondFile(Instant issued, int... officers) {
        List<TrustedCluster> clusters = installation.content().clusters();
        return installation.file(
                TrustDraft.after(first).clusters(before -> clusters).content(issued, MONTH), officers);
    }

    /** Another version 2, still without the cluster. */
    byte[] otherSecondFile() {
        return installation.file(
                TrustDraft.after(first).content(installation.now().plusSeconds(1), MONTH), 0, 1);
    }

    /** The same without the cluster again, after that version. */
    byte[] thirdFile(byte[] second) throws RefusedException {
        TrustDocument former = first.succeededBy(second, installation.now());
        return installation.file(
                TrustDraft.after(former)
                        .clusters(before -> first.content().clusters())
                        .content(installation.now(), MONTH),
                0,
                1);
    }

    /** Every cluster of the installation, after that version. */
    byte[] withTheClusterAfter(byte[] former) throws RefusedException {
        List<TrustedCluster> clusters = installation.content().clusters();
        TrustDocument before = first.succeededBy(former, installation.now());
        return installation.file(
                TrustDraft.after(before)
                        .clusters(all -> clusters)
                        .content(installation.now().plusSeconds(1), MONTH),
                0,
                1);
    }

    public Event published(long version, byte[] file) {
        return Event.of(
                EventType.TRUST_PUBLISHED,
                ServiceName.REGISTRY.source(),
                "trust/" + version,
                installation.now(),
                new TrustPublished(version, Sha256.of(file), Bytes.of(file)),
                Optional.empty());
    }

    private static TrustDocument opened(byte[] file) {
        try {
            return TrustDocument.open(file, Sha256.of(file));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }
}
