package io.countersign.contracts.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.countersign.contracts.Event;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.SampleEvents;
import io.countersign.contracts.UnreadableException;
import io.countersign.contracts.UnreadableReason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of hostile events: made by code from a seed, each row put aside for its own reason and with a sentence. */
class HostileEventTest {
    private static final int FLIPS = 10_000;

    /** The other reasons are the services' own: they need signatures and pinned certificates. */
    private static final Set<UnreadableReason> OF_THE_CODEC = EnumSet.of(
            UnreadableReason.TOO_LARGE,
            UnreadableReason.NOT_JSON,
            UnreadableReason.NOT_CANONICAL,
            UnreadableReason.NOT_AN_EVENT,
            UnreadableReason.UNKNOWN_TYPE,
            UnreadableReason.BAD_DATA,
            UnreadableReason.ID_MISMATCH);

    static List<Row> rows() {
        return Stream.of(FormRows.all(), AttributeRows.all(), DataRows.all())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void putsEveryCaseOfTheRowAside(Row row) {
        List<String> faults = new ArrayList<>();
        for (int index = 0; index < row.cases(); index++) {
            String answer = answer(row, index);
            if (!answer.equals(row.due().code())) {
                faults.add("case " + index + ": " + answer);
            }
        }
        assertThat(faults).as(row.name() + " is " + row.due().code()).isEmpty();
    }

    private static String answer(Row row, int index) {
        try {
            row.attempt().present(new Draw(row.name(), index));
            return "accepted";
        } catch (UnreadableException e) {
            return e.getMessage() == null || e.getMessage().isBlank()
                    ? "no sentence"
                    : e.reason().code();
        }
    }

    @Test
    void hasEnoughCasesInEveryRow() {
        Set<String> names = new HashSet<>();
        Set<UnreadableReason> reasons = EnumSet.noneOf(UnreadableReason.class);
        int cases = 0;
        for (Row row : rows()) {
            assertThat(names.add(row.name())).as(row.name() + " is there once").isTrue();
            assertThat(row.cases()).as(row.name()).isGreaterThanOrEqualTo(Row.LEAST);
            System.out.printf("%-32s %-16s %3d%n", row.name(), row.due().code(), row.cases());
            reasons.add(row.due());
            cases += row.cases();
        }
        System.out.printf("%d rows, %d reasons, %d cases%n", names.size(), reasons.size(), cases);
        assertThat(reasons).isEqualTo(OF_THE_CODEC);
    }

    /** Otherwise a row could be put aside for what all its events have in common. */
    @ParameterizedTest
    @EnumSource
    void acceptsWhatTheRowsStartFrom(EventType type) {
        assertThatCode(() -> EventCodec.decode(Forge.of(type).octets())).doesNotThrowAnyException();
        assertThatCode(() ->
                        EventCodec.decode(AttributeRows.placed(Forge.of(type)).octets()))
                .doesNotThrowAnyException();
        assertThat(Forge.of(type).octets()).isEqualTo(SampleEvents.of(type).bytes());
    }

    /**
     * Counted apart from the rows: one bit of a good event changed. What is still read has the same meaning: the bit was in what
     * the id leaves out.
     */
    @Test
    void readsNoChangedBitAsAnotherMeaning() {
        Random random = new Random(FLIPS);
        int refused = 0;
        List<EventType> types = List.of(EventType.values());
        for (int flip = 0; flip < FLIPS; flip++) {
            Event good = SampleEvents.of(types.get(flip % types.size()));
            byte[] octets = good.bytes();
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(EventCodec.decode(octets))
                        .returns(good.id(), Event::id)
                        .returns(good.type(), Event::type)
                        .returns(good.subject(), Event::subject);
            } catch (UnreadableException e) {
                refused++;
            }
        }
        System.out.printf("%d events with one flipped bit, %d put aside%n", FLIPS, refused);
        assertThat(refused).isGreaterThan(FLIPS / 2);
    }
}
