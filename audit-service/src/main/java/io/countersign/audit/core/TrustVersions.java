package io.countersign.audit.core;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.TrustPublished;
import io.countersign.orders.TrustChain;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustFile;
import io.countersign.orders.TrustedIssuer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the trust document that the log holds, from the pinned one on, each signed by the quorum before it. A signer acts
 * by a version only once it is a leaf here, so the version of whatever it says is known by then.
 *
 * <p>A CA that a later version leaves out is known all the same: what it signed is evidence, whenever it comes. Safe for concurrent
 * use.
 */
public final class TrustVersions {
    private final InstantSource clock;
    private final AuditMeter meter;
    private volatile Known known;

    /** Newest first. */
    private record Known(TrustChain chain, List<TrustDocument> documents) {}

    public TrustVersions(TrustDocument pinned, InstantSource clock, AuditMeter meter) {
        this.clock = clock;
        this.meter = meter;
        this.known = new Known(TrustChain.of(pinned), List.of(pinned));
        meter.trustVersion(pinned);
    }

    /** Whether this is one of them, known before or the next; then it counts from now on. */
    synchronized boolean take(TrustPublished published) {
        byte[] file = published.document().toArray();
        try {
            TrustChain next = known.chain().with(file, clock.instant());
            if (next != known.chain()) {
                List<TrustDocument> documents = new ArrayList<>(List.of(next.current()));
                documents.addAll(known.documents());
                known = new Known(next, List.copyOf(documents));
                meter.trustVersion(next.current());
            }
            return version(TrustFile.parse(file).digest()).isPresent();
        } catch (RefusedException e) {
            meter.trustRefused(published.version(), e.refusal());
            return false;
        }
    }

    TrustDocument newest() {
        return known.documents().get(0);
    }

    /** By the digest of its payload. */
    Optional<TrustDocument> version(Sha256 digest) {
        return known.documents().stream()
                .filter(document -> document.digest().equals(digest))
                .findFirst();
    }

    Optional<TrustedIssuer> issuer(Sha256 certificate) {
        return known.documents().stream()
                .flatMap(document -> document.issuer(certificate).stream())
                .findFirst();
    }
}
