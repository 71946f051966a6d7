package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any octets are a trust document's file, or its content, in a way that can be written and read again, or are refused. */
class TrustFuzzTest {
    static Stream<Arguments> seeds() {
        Installation installation = Installation.at(Instant.parse("2026-11-22T12:00:00Z"));
        TrustContent next = TrustDraft.after(installation.trust()).content(installation.now(), Duration.ofDays(30));
        return Seeds.json(installation.file(), Forgery.decoded(next.payload()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void readsBackWhatItHasRead(byte[] octets) {
        try {
            TrustFile file = TrustFile.parse(octets);
            assertThat(TrustFile.parse(file.bytes())).isEqualTo(file);
            content(Forgery.decoded(file.content().payload()));
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
        content(octets);
    }

    private static void content(byte[] octets) {
        try {
            TrustContent content = TrustContent.parse(octets);
            TrustContent again = TrustContent.parse(Forgery.decoded(content.payload()));
            assertThat(again.payload()).isEqualTo(content.payload());
            assertThat(again.officers().threshold()).isGreaterThanOrEqualTo(Officers.LEAST_THRESHOLD);
            assertThat(TrustDiff.between(content, again).lines()).isEqualTo(List.of());
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }
}
