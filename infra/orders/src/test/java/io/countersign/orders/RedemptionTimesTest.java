package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A redemption must hold when its order is made and when it is used: the audit-service judges it at the former time alone. */
final class RedemptionTimesTest {
    private static final CorpusWorld WORLD = new CorpusWorld();
    private static final Instant NOW = WORLD.now;

    @Test
    void takesAnOrderThatWasInOrderFromTheBeginning() {
        taken(NOW.minusSeconds(3000), f -> {});
    }

    @Test
    void refusesAnOrderMadeInTheFirstHalfOfTheLifeHoweverLateItIsUsed() {
        Instant half = NOW.minusSeconds(300);
        Consumer<RenewalForgery> live = f -> {
            f.began = half.minus(CorpusWorld.hours(10));
            f.ends = half.plus(CorpusWorld.hours(10));
        };
        refused(RefusalCode.TOO_EARLY_TO_RENEW, half.minusSeconds(1), live);
        refused(RefusalCode.TOO_EARLY_TO_RENEW, half.minusSeconds(3000), live);
        taken(half, live);
    }

    @Test
    void refusesAGrantMadeAfterTheOrderThatRedeemsIt() {
        Instant made = NOW.minusSeconds(600);
        refused(RefusalCode.ORDER_FROM_THE_FUTURE, made, granted(made.plusSeconds(61)));
        taken(made, granted(made.plusSeconds(60)));
    }

    @Test
    void refusesAnOrderSaidToBeMadeAfterThePredecessorsEnd() {
        Instant made = NOW.plusSeconds(30);
        refused(RefusalCode.PREDECESSOR_NOT_VALID_NOW, made, f -> f.ends = made);
        taken(made, f -> f.ends = made.plusSeconds(1));
    }

    private static Consumer<RenewalForgery> granted(Instant at) {
        return f -> f.grantOrder = claims -> claims.put("iat", at.getEpochSecond());
    }

    /** An order made at this time, usable for as long as it may be. */
    private static Consumer<RenewalForgery> made(Instant at) {
        return f -> f.claims = claims -> claims.put("iat", at.getEpochSecond())
                .put("exp", at.plus(Duration.ofHours(1)).getEpochSecond());
    }

    private static void refused(RefusalCode code, Instant at, Consumer<RenewalForgery> change) {
        assertThat(answer(at, change)).map(Refusal::code).contains(code);
    }

    private static void taken(Instant at, Consumer<RenewalForgery> change) {
        assertThat(answer(at, change)).isEmpty();
    }

    private static Optional<Refusal> answer(Instant at, Consumer<RenewalForgery> change) {
        RenewalForgery forgery = new RenewalForgery(WORLD);
        // Begins not more than the backdating before any of these orders.
        forgery.item = text -> text.put("nbf", NOW.getEpochSecond());
        made(at).andThen(change).accept(forgery);
        return forgery.answer();
    }
}
