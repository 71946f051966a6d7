package io.countersign.registry.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.Decision;
import io.countersign.orders.GrantText;
import io.countersign.orders.Quorum;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a grant order stands now.
 *
 * @param needed persons that the strictest of its profiles asks for
 * @param refusal why nothing of it can be redeemed at present, where a stop or a changed trust document bars it
 */
public record GrantStanding(State state, int needed, Optional<Refusal> refusal) {
    /** In words for people; the signer goes by what was signed. */
    public enum State {
        GATHERING,
        ACTIVE,
        CANCELLED,
        /** Past its end, or no longer valid under the trust document in force. */
        ENDED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As of now. */
    public static GrantStanding of(SignedGrant grant, TrustView trust, Instant now) {
        List<GrantText> texts = grant.read();
        Optional<Refusal> objection = objection(grant, texts, trust, now);
        return new GrantStanding(state(grant, texts, trust, now), needed(texts, trust.document()), objection);
    }

    /** Whether this text of the order can be redeemed now, as far as can be told without a renewal at hand. */
    boolean offers(GrantText text, Instant now) {
        return state == State.ACTIVE && refusal.isEmpty() && now.isBefore(text.until());
    }

    private static State state(SignedGrant grant, List<GrantText> texts, TrustView trust, Instant now) {
        if (trust.stops().onOrder(grant.digest()).isPresent()) {
            return State.CANCELLED;
        }
        boolean over = texts.stream().noneMatch(text -> now.isBefore(text.until()));
        // Stops come and go; what the trust document no longer allows does not come back.
        boolean allowed =
                objection(grant, texts, TrustView.of(trust.document()), now).isEmpty();
        if (over || !allowed) {
            return State.ENDED;
        }
        return grant.complete().isPresent() ? State.ACTIVE : State.GATHERING;
    }

    private static Optional<Refusal> objection(SignedGrant grant, List<GrantText> texts, TrustView trust, Instant now) {
        try {
            Decision.checkGrant(trust.document(), trust.stops(), grant.payload(), grant.signatures(), texts, now);
            return Optional.empty();
        } catch (RefusedException refused) {
            // One text of several may end before the others; they are redeemed one by one.
            boolean partly = refused.refusal().code() == RefusalCode.GRANT_ENDED
                    && texts.stream().anyMatch(text -> now.isBefore(text.until()));
            return partly ? Optional.empty() : Optional.of(refused.refusal());
        }
    }

    private static int needed(List<GrantText> texts, TrustDocument trust) {
        return texts.stream()
                .flatMap(text -> trust.profile(text.profile()).stream())
                .mapToInt(Quorum::needed)
                .max()
                .orElse(0);
    }
}
