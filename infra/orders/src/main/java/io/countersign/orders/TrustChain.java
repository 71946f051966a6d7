package io.countersign.orders;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of the trust document from the pinned one on, each signed by the quorum before it. Immutable; the versions may be
 * offered again and again, as a reader of the topic does after a restart.
 */
public final class TrustChain {
    private final long pinned;
    private final Map<Long, Sha256> digests;
    private final TrustDocument current;

    private TrustChain(long pinned, Map<Long, Sha256> digests, TrustDocument current) {
        this.pinned = pinned;
        this.digests = Map.copyOf(digests);
        this.current = current;
    }

    public static TrustChain of(TrustDocument pinned) {
        return new TrustChain(pinned.version(), Map.of(pinned.version(), pinned.digest()), pinned);
    }

    /**
     * With this version in force, or unchanged when it is known already or older than the pin, which vouches for all before it.
     *
     * <p>A version that has expired is a link all the same: the way to the newest leads through it, and to stay behind would be to
     * act by what the officers have replaced. While it is the last one, every order is refused as {@code trust-expired}.
     *
     * @throws RefusedException unless it is the next version, signed by both quorums; also for another content of a known version
     */
    public TrustChain with(byte[] file, Instant now) throws RefusedException {
        TrustFile offered = TrustFile.parse(file);
        long version = offered.content().version();
        if (version < pinned || offered.digest().equals(digests.get(version))) {
            return this;
        }
        TrustDocument next = Succession.document(current, offered, now);
        Map<Long, Sha256> longer = new HashMap<>(digests);
        longer.put(next.version(), next.digest());
        return new TrustChain(pinned, longer, next);
    }

    /** The version in force. */
    public TrustDocument current() {
        return current;
    }

    /** Digest of a version's payload; absent before the pin and after the current one. */
    public Optional<Sha256> digest(long version) {
        return Optional.ofNullable(digests.get(version));
    }
}
