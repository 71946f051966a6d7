package io.countersign.audit.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.TrustContent;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import io.countersign.orders.TrustedIssuer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The versions of the trust document that the log holds, from the pinned one on, each signed by the quorum before it. A signer acts
 * by a version only once it is a leaf here, so the version of whatever it says is known by then.
 *
 * <p>What counts, and from which leaf on, follows from the leaves and the pin alone, so that an index made anew rules as the former
 * did. The clock has no part in it: a version issued later than now is one that signers do not follow yet. One whose predecessor
 * comes after it counts from that one's leaf on. Two for one place count both, because a signer may follow either.
 *
 * <p>A CA that a later version leaves out is known all the same: what it signed is evidence, whenever it comes. Safe for concurrent
 * use.
 */
public final class TrustVersions {
    /** The pinned version counts before every leaf. */
    private static final long PIN = -1;

    private final TrustDocument pinned;
    private final AuditMeter meter;
    /** Leaves of versions that name a predecessor not known here, by its digest. Guarded by this. */
    private final Map<Sha256, SortedSet<Long>> waiting = new HashMap<>();
    /** Newest leaf first. */
    private volatile List<Version> known;

    private record Version(TrustDocument document, long since) {}

    public TrustVersions(TrustDocument pinned, AuditMeter meter) {
        this.pinned = pinned;
        this.meter = meter;
        this.known = List.of(new Version(pinned, PIN));
        meter.trustVersion(pinned);
    }

    /**
     * Looks at the leaves of versions, in their order; they may come again.
     *
     * @param log to read leaves again that waited for this one; their bytes are not kept, since anybody at the broker can make some
     * @return whether the version of this leaf counts, or may once the one before it is a leaf
     */
    synchronized boolean take(long leaf, TrustPublished published, LoggedEvents log) throws IOException {
        boolean waits = false;
        byte[] octets = published.document().toArray();
        try {
            TrustFile file = TrustFile.parse(octets);
            TrustContent content = file.content();
            if (content.version() < pinned.version()) {
                return false; // the pin vouches for all before it
            }
            if (version(file.digest()).isPresent()) {
                return true;
            }
            Optional<TrustDocument> former = content.previous().flatMap(this::version);
            waits = former.isEmpty() && content.version() > pinned.version() + 1;
            if (waits) {
                await(leaf, content.previous().orElseThrow());
            }
            // Without its predecessor it has no place after the newest either; the refusal says why.
            count(leaf, former.orElseGet(this::newest).succeededBy(octets, content.issued()), log);
            return true;
        } catch (RefusedException e) {
            meter.trustRefused(published.version(), e.refusal());
            return waits;
        }
    }

    private void await(long leaf, Sha256 former) {
        waiting.computeIfAbsent(former, none -> new TreeSet<>()).add(leaf);
    }

    private void count(long leaf, TrustDocument fresh, LoggedEvents log) throws IOException {
        if (known.stream().anyMatch(version -> version.document().version() == fresh.version())) {
            meter.trustForked(fresh);
        }
        // Read first: a disk that fails now must not leave a successor uncounted behind a version that counts.
        List<TrustPublished> next = new ArrayList<>();
        for (long waited : waiting.getOrDefault(fresh.digest(), Collections.emptySortedSet())) {
            next.add(log.event(waited).data(TrustPublished.class));
        }
        waiting.remove(fresh.digest());
        List<Version> more = new ArrayList<>(List.of(new Version(fresh, leaf)));
        more.addAll(known);
        known = List.copyOf(more);
        meter.trustVersion(fresh);
        for (TrustPublished each : next) {
            take(leaf, each, log);
        }
    }

    TrustDocument newest() {
        return known.stream()
                .map(Version::document)
                .max(Comparator.comparingLong(TrustDocument::version))
                .orElse(pinned);
    }

    /** Those that were known when this leaf came, newest first. */
    List<TrustDocument> before(long leaf) {
        return known.stream()
                .filter(version -> version.since() < leaf)
                .map(Version::document)
                .toList();
    }

    /** By the digest of its payload. */
    private Optional<TrustDocument> version(Sha256 digest) {
        return known.stream()
                .map(Version::document)
                .filter(document -> document.digest().equals(digest))
                .findFirst();
    }

    Optional<TrustedIssuer> issuer(Sha256 certificate) {
        return known.stream()
                .flatMap(version -> version.document().issuer(certificate).stream())
                .findFirst();
    }
}
