package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets that an officer signs are a stop of this installation that stays those octets, or are refused; so is any file. */
class StopFuzzTest {
    private static final Installation INSTALLATION = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));

    static Stream<Arguments> seeds() throws RefusedException {
        StopWriter writer = INSTALLATION.stopWriter();
        Sha256 digest = Sha256.of(new byte[] {1});
        StopOrder freeze = writer.freeze("demo", Optional.of(Installation.ETCD_PEER), "why");
        return Seeds.json(
                Forgery.decoded(freeze.payload()),
                Forgery.decoded(writer.suspend("bob", "why").payload()),
                Forgery.decoded(writer.cancel(digest, "why").payload()),
                Forgery.decoded(
                        writer.disable("user", Optional.of("demo"), "why").payload()),
                Forgery.decoded(writer.lift(List.of(digest), "why").payload()),
                INSTALLATION.signed(freeze, 0).file());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void stopsNothingThatWasNotSaid(byte[] octets) {
        signed(octets);
        try {
            SignedStop stop = SignedStop.parse(octets);
            assertThat(SignedStop.parse(stop.file())).isEqualTo(stop);
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }

    private static void signed(byte[] payload) {
        String segment = StrictJws.payload(payload);
        SignedStop signed = new SignedStop(
                segment,
                List.of(
                        StrictJws.sign(MessageType.ORDER, segment, INSTALLATION.officerKey(0)),
                        StrictJws.sign(MessageType.ORDER, segment, INSTALLATION.officerKey(1))));
        try {
            Stop stop = StopCheck.verify(INSTALLATION.trust(), signed, INSTALLATION.now());
            assertThat(stop.digest()).isEqualTo(Sha256.of(payload));
            assertThat(stop.order().deployment()).isEqualTo(Installation.DEPLOYMENT);
            assertThat(StopOrder.parse(payload).target()).isEqualTo(stop.target());
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }
}
