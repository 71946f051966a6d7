package io.countersign.signer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Event;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.ServiceName;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import io.countersign.contracts.event.CrlIntended;
import io.countersign.contracts.event.CrlPublished;
import io.countersign.contracts.event.RevocationRefused;
import io.countersign.contracts.event.SignedRevocation;
import io.countersign.orders.Installation;
import io.countersign.orders.RevocationOrder;
import io.countersign.signer.Revokes;
import io.countersign.signer.TestLog;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.TbsCrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Intents, CRLs and tokens that do not do what they should: nothing may be forgotten, and nothing signed that does not follow. */
final class CrlForgeryTest {
    private static final TestLog LOG = new TestLog();
    private static final Installation INSTALLATION =
            Installation.at(Instant.parse("2026-11-22T12:00:00Z"), LOG.trust());

    private final SettableClock clock = new SettableClock(INSTALLATION.now());
    private final SoftToken token = new SoftToken(INSTALLATION);
    private final MemoryCrlSpool spool = new MemoryCrlSpool();
    private final CrlRig signer = new CrlRig(LOG, INSTALLATION, clock, token, spool);

    private Crl listing;

    @BeforeEach
    void revokeOne() throws Exception {
        spool.drop(signer.first());
        signer.take(signer.order(1, "revoker"));
        listing = signer.next();
        assertThat(signer.due()).as("and the order is done").isEmpty();
        assertThat(spool.accepted).isEmpty();
    }

    @Test
    void signsNothingForAnIntentThatForgetsARevocation() throws Exception {
        int before = token.signatures();
        clock.advance(Duration.ofHours(1));
        TbsCrl empty = tbs(clock.instant().getEpochSecond(), clock.instant(), List.of());
        assertThat(signer.answer(forged(empty, listing, List.of()))).isEmpty();
        assertThat(token.signatures()).isEqualTo(before);
        assertThat(signer.heard.heard).contains("overtaken");
        assertThat(signer.next().contains(listing)).isTrue();
    }

    @Test
    void signsNothingForAnIntentThatListsMoreThanWasOrdered() throws Exception {
        int before = token.signatures();
        clock.advance(Duration.ofHours(1));
        Collection<CrlEntry> more = List.of(
                listing.lists(Revokes.serial(1)).orElseThrow(),
                new CrlEntry(Revokes.serial(2), clock.instant(), RevocationReason.UNSPECIFIED));
        TbsCrl tbs = tbs(clock.instant().getEpochSecond(), clock.instant(), more);
        assertThat(signer.answer(forged(tbs, listing, List.of()))).isEmpty();
        assertThat(token.signatures()).isEqualTo(before);
    }

    @Test
    void takesAnIntentOverAnOrderThatNobodyMaySignForAForgery() throws Exception {
        int before = token.signatures();
        RevocationOrder order = Revokes.order(INSTALLATION, clock.instant(), 2);
        for (SignedRevocation bad : List.of(
                INSTALLATION.signed(order),
                INSTALLATION.signed(order, "alice"),
                new SignedRevocation("garbage", List.of(), Optional.empty()))) {
            List<CrlEntry> entries = List.of(
                    listing.lists(Revokes.serial(1)).orElseThrow(),
                    order.entries().get(0));
            TbsCrl tbs = tbs(Crl.numberAfter(listing.number(), clock.instant()), clock.instant(), entries);
            assertThatThrownBy(() -> signer.answer(forged(tbs, listing, List.of(bad))))
                    .isInstanceOfSatisfying(UnreadableException.class, e -> assertThat(e.reason())
                            .isEqualTo(UnreadableReason.INTENT_MISMATCH));
        }
        assertThat(token.signatures()).isEqualTo(before);
        assertThat(signer.due()).as("a forgery closes no order").isEmpty();
    }

    @Test
    void signsNothingForAnIntentOverAnOrderThatNeedsTwoAndTellsItsRevoker() throws Exception {
        int before = token.signatures();
        SignedRevocation alone = signer.order(2, "revoker");
        List<CrlEntry> entries = new ArrayList<>(listing.entries().values());
        entries.addAll(Revocations.order(alone).entries());
        TbsCrl tbs = tbs(Crl.numberAfter(listing.number(), clock.instant()), clock.instant(), entries);
        assertThat(signer.answer(forged(tbs, listing, List.of(alone)))).isEmpty();
        assertThat(token.signatures()).isEqualTo(before);
        assertThat(signer.due()).singleElement().satisfies(event -> assertThat(
                        event.data(RevocationRefused.class).code())
                .isEqualTo("revocation-needs-two"));
    }

    @Test
    void signsNoCrlOfThePastNorOfTheFutureNorBeforeOneIsDue() throws Exception {
        int before = token.signatures();
        clock.advance(Duration.ofHours(5));
        Collection<CrlEntry> same = listing.entries().values();
        for (Duration off : List.of(Duration.ofMinutes(-61), Duration.ofSeconds(61))) {
            Instant at = clock.instant().plus(off);
            assertThat(signer.answer(forged(tbs(at.getEpochSecond(), at, same), listing, List.of())))
                    .isEmpty();
        }
        assertThat(token.signatures()).isEqualTo(before);
        Crl renewed = signer.next();
        Instant soon = clock.instant().plusSeconds(30);
        assertThat(signer.answer(forged(tbs(soon.getEpochSecond(), soon, same), renewed, List.of())))
                .isEmpty();
        assertThat(token.signatures()).isEqualTo(before + 1);
    }

    @Test
    void takesTheOrdersOfAnOvertakenIntentIntoTheNextOne() throws Exception {
        CrlRig other = signer.other(new MemoryCrlSpool());
        other.spool.drop(listing);
        other.due();
        other.take(other.order(2, "revoker", "revoker-second"));
        clock.advance(Duration.ofHours(1));
        Event late = other.due().get(0);
        // Its receipt reaches an instance that has made another CRL meanwhile.
        signer.next();
        assertThat(signer.answer(late)).isEmpty();
        assertThat(signer.next().lists(Revokes.serial(2))).isPresent();
    }

    @Test
    void signsAnOldReceiptNoSecondTimeAndGivesTheLastCrlAgainWithoutTheHsm() throws Exception {
        clock.advance(Duration.ofHours(1));
        signer.take(signer.order(2, "revoker", "revoker-second"));
        Event intent = signer.intent();
        List<Event> first = signer.answer(intent);
        int before = token.signatures();
        List<Event> again = signer.answer(intent);
        assertThat(again)
                .extracting(Event::id)
                .isEqualTo(first.stream().map(Event::id).toList());
        assertThat(again.get(0).data(CrlPublished.class).crl())
                .isEqualTo(first.get(0).data(CrlPublished.class).crl());
        CrlRig next = signer.other(spool.reopened());
        next.due();
        assertThat(next.answer(intent))
                .extracting(Event::id)
                .as("in the next process, too")
                .isEqualTo(first.stream().map(Event::id).toList());
        assertThat(token.signatures()).isEqualTo(before);
        clock.advance(Duration.ofHours(1));
        signer.next();
        assertThat(signer.answer(intent)).isEmpty();
    }

    @Test
    void doesNotTellARevocationByAnOrderThatNobodySigned() throws Exception {
        clock.advance(Duration.ofHours(1));
        Event intent = signer.intent();
        signer.answer(intent);
        CrlIntended honest = intent.data(CrlIntended.class);
        // Same CRL, with the entry of one that is listed claimed by another order of the same second.
        SignedRevocation claimed = new SignedRevocation(
                Revokes.order(
                                INSTALLATION,
                                listing.lists(Revokes.serial(1)).orElseThrow().at(),
                                1)
                        .payload(),
                List.of(),
                Optional.empty());
        Event forged = event(new CrlIntended(
                honest.issuer(),
                honest.number(),
                honest.thisUpdate(),
                honest.nextUpdate(),
                honest.tbs(),
                honest.previous(),
                honest.entries(),
                List.of(claimed),
                honest.trust()));
        assertThat(signer.answer(forged)).extracting(Event::type).containsExactly(EventType.CRL_PUBLISHED);
    }

    @ParameterizedTest
    @EnumSource(
            value = SoftToken.Fault.class,
            names = {"AWAY", "LOST_ANSWER", "WRONG_KEY", "GARBAGE"})
    void releasesNothingWhenTheHsmFailsAndTheSameLater(SoftToken.Fault fault) throws Exception {
        clock.advance(Duration.ofHours(1));
        Event intent = signer.intent();
        token.fail(fault);
        assertThatThrownBy(() -> signer.answer(intent)).isInstanceOf(OutageException.class);
        assertThat(spool.reopened().news()).hasSize(2);
        token.fail(SoftToken.Fault.NONE);
        assertThat(signer.crl(signer.answer(intent).get(0)).tbs())
                .isEqualTo(intent.data(CrlIntended.class).tbs());
    }

    @Test
    void tellsNoCrlThatItCannotRemember() throws Exception {
        clock.advance(Duration.ofHours(1));
        Event intent = signer.intent();
        spool.full = true;
        assertThatThrownBy(() -> signer.answer(intent)).isInstanceOf(OutageException.class);
        spool.full = false;
        assertThat(signer.answer(intent)).hasSize(1);
    }

    @Test
    void losesNoEntryToALaterCrlThatLacksIt() throws Exception {
        Crl forgetful = crl(listing.number() + 5, List.of());
        signer.revoking.book().take(published(forgetful));
        assertThat(signer.heard.heard).contains("forgetful " + forgetful.number());
        assertThat(signer.other(spool.reopened()).next().contains(listing)).isTrue();
        Crl next = signer.next();
        assertThat(next.contains(listing)).isTrue();
        assertThat(next.number()).isGreaterThan(forgetful.number());
    }

    @Test
    void callsOneNumberWithTwoContentsByItsName() throws Exception {
        signer.revoking
                .book()
                .take(published(crl(
                        listing.number(),
                        List.of(new CrlEntry(Revokes.serial(7), clock.instant(), RevocationReason.SUPERSEDED)))));
        assertThat(signer.heard.heard).contains("rival " + listing.number());
        assertThat(signer.next().entries()).containsOnlyKeys(Revokes.serial(1), Revokes.serial(7));
    }

    @Test
    void standsStillWhereTwoCrlsTogetherListMoreThanOneCan() throws Exception {
        List<CrlEntry> many = IntStream.range(2, Crl.MOST_ENTRIES + 2)
                .mapToObj(number -> new CrlEntry(Revokes.serial(number), clock.instant(), RevocationReason.SUPERSEDED))
                .toList();
        signer.revoking.book().take(published(crl(listing.number() + 1, many)));
        assertThat(signer.due()).isEmpty();
        assertThat(signer.heard.problems).singleElement().asString().contains("replace the CA");
    }

    @Test
    void believesNoCrlThatItsIssuerHasNotSignedNorAnEventThatSaysOtherwise() {
        CrlPublished good = published(listing).data(CrlPublished.class);
        byte[] der = good.crl().toArray();
        der[der.length - 1] ^= 1;
        assertInvalid(new CrlPublished(
                good.issuer(),
                good.number(),
                good.thisUpdate(),
                good.nextUpdate(),
                good.tbs(),
                good.entries(),
                good.intent(),
                good.leafIndex(),
                Bytes.of(der)));
        assertInvalid(new CrlPublished(
                good.issuer(),
                good.number() + 1,
                good.thisUpdate(),
                good.nextUpdate(),
                good.tbs(),
                good.entries(),
                good.intent(),
                good.leafIndex(),
                good.crl()));
    }

    private void assertInvalid(CrlPublished data) {
        Event event = Event.of(
                EventType.CRL_PUBLISHED,
                ServiceName.SIGNER.source(),
                data.issuer().toString(),
                clock.instant(),
                data,
                Optional.empty());
        assertThatThrownBy(() -> signer.revoking.book().take(event))
                .isInstanceOfSatisfying(
                        UnreadableException.class, e -> assertThat(e.reason()).isEqualTo(UnreadableReason.CRL_INVALID));
    }

    private TbsCrl tbs(long number, Instant at, Collection<CrlEntry> entries) {
        return TbsCrl.build(signer.etcd().certificate(), number, at, entries);
    }

    private Crl crl(long number, Collection<CrlEntry> entries) {
        return INSTALLATION.crl(tbs(number, clock.instant(), entries));
    }

    private Event published(Crl crl) {
        CrlPublished data = new CrlPublished(
                crl.issuer(),
                crl.number(),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.tbs(),
                crl.entries().size(),
                "intent",
                0,
                crl.der());
        return Event.of(
                EventType.CRL_PUBLISHED,
                ServiceName.SIGNER.source(),
                crl.issuer().toString(),
                clock.instant(),
                data,
                Optional.empty());
    }

    private Event forged(TbsCrl tbs, Crl previous, List<SignedRevocation> orders) {
        return event(new CrlIntended(
                tbs.issuer().digest(),
                tbs.number(),
                tbs.thisUpdate(),
                tbs.nextUpdate(),
                tbs.digest(),
                previous.tbs(),
                tbs.entries().size(),
                orders,
                INSTALLATION.trust().digest()));
    }

    private Event event(CrlIntended data) {
        return Event.of(
                EventType.CRL_INTENDED,
                ServiceName.SIGNER.source(),
                data.issuer().toString(),
                clock.instant(),
                data,
                Optional.empty());
    }
}
