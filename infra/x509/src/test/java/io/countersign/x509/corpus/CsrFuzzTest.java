package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets at all end in a request or in a refusal with a sentence. Repeats its seeds in every build; fuzzes for the given time
 * when JAZZER_FUZZ=1 is set and {@code jazzer.hooks} is true.
 */
class CsrFuzzTest {
    static Stream<Arguments> seeds() {
        return IntStream.range(0, 16)
                .mapToObj(index -> new Draw("fuzz", index, HostileCsrTest.SEED))
                .map(draw -> Arguments.of(
                        (Object) Mutation.request(draw, Identity.ALL.get(draw.index() % Identity.ALL.size()))));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void answersAnyOctets(byte[] octets) {
        try {
            Accepted.require(Csr.read(octets), octets);
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }
}
