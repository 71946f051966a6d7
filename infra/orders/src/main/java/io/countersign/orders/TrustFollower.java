package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.TRUST_MALFORMED;
import static io.countersign.contracts.RefusalCode.TRUST_ROLLBACK;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The version of the trust document that a client of the registry goes by: the pinned one and its successors, as far as they are
 * known. The registry only delivers them. It can withhold one that nobody here has seen, until the version in force expires; it
 * can invent none and take none back. Not safe for concurrent callers.
 */
public final class TrustFollower {
    private final long pinned;
    private final Memory memory;
    private TrustChain chain;

    private TrustFollower(TrustDocument pinned, Memory memory) {
        this.pinned = pinned.version();
        this.memory = memory;
        this.chain = TrustChain.of(pinned);
    }

    /** Every version after the pinned one that was ever seen, so that nobody can take them back. */
    public interface Memory {
        /** The exact file of a version, if it was kept. */
        Optional<byte[]> read(long version) throws IOException;

        /** Durable when this returns. */
        void write(long version, byte[] file) throws IOException;
    }

    /**
     * Goes by what is remembered, verified again.
     *
     * @throws RefusedException if somebody changed the memory
     */
    public static TrustFollower of(TrustDocument pinned, Memory memory, Instant now)
            throws RefusedException, IOException {
        TrustFollower follower = new TrustFollower(pinned, memory);
        Optional<byte[]> next = memory.read(pinned.version() + 1);
        while (next.isPresent()) {
            follower.chain = follower.chain.with(next.get(), now);
            next = memory.read(follower.current().version() + 1);
        }
        return follower;
    }

    public TrustDocument current() {
        return chain.current();
    }

    /**
     * Follows as far as a registry's answer leads, and remembers each version before going by it.
     *
     * @param answer of {@code GET /v1/trust}: {@code {"versions": [{"version", "document": base64 of the file, "logged"}]}}
     * @return versions that are published but not in the log, which do not count yet
     * @throws RefusedException for a version taken back, forked, or not signed; what counted before it stays in force
     */
    public List<Long> follow(JsonNode answer, Instant now) throws RefusedException, IOException {
        List<Offer> offers = new ArrayList<>();
        List<Long> unlogged = new ArrayList<>();
        long newest = pinned;
        for (JsonNode listed : answer.path("versions")) {
            long version = listed.path("version").asLong();
            newest = Math.max(newest, version);
            if (listed.path("logged").asBoolean() || version <= current().version()) {
                offers.add(new Offer(version, file(version, listed)));
            } else {
                unlogged.add(version);
            }
        }
        if (newest < current().version()) {
            throw new RefusedException(
                    TRUST_ROLLBACK,
                    "the registry shows version " + newest + " as the newest, and version "
                            + current().version() + " was seen before");
        }
        offers.sort(Comparator.comparingLong(Offer::version));
        for (Offer offer : offers) {
            follow(offer, now);
        }
        return unlogged;
    }

    /** One version as the registry lists it. */
    private record Offer(long version, Bytes file) {}

    private void follow(Offer offer, Instant now) throws RefusedException, IOException {
        TrustChain longer;
        try {
            longer = chain.with(offer.file.toArray(), now);
        } catch (RefusedException e) {
            throw new RefusedException(
                    e.refusal().code(),
                    "version " + offer.version + ": " + e.refusal().detail(),
                    e);
        }
        if (longer.current().version() > current().version()) {
            memory.write(longer.current().version(), offer.file.toArray());
        }
        chain = longer;
    }

    private static Bytes file(long version, JsonNode listed) throws RefusedException {
        try {
            return Bytes.of(Base64.getDecoder().decode(listed.path("document").asText()));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(TRUST_MALFORMED, "version " + version + " is not base64", e);
        }
    }
}
