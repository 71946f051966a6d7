package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.contracts.RefusedException;
import io.countersign.x509.Csr;
import io.countersign.x509.CsrForge;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link CsrFuzzTest}, but the octets are what a request's key signs: otherwise chance never comes past the proof of
 * possession to attributes and names.
 */
class CsrInfoFuzzTest {
    private static final CsrForge SIGNER = CsrForge.with(Sound.p256(0));

    /** Requests of one key, so that changed octets elsewhere leave the signature right. */
    static Stream<Arguments> seeds() {
        return IntStream.range(0, 16)
                .mapToObj(index -> Identity.ALL.get(index % Identity.ALL.size()))
                .map(identity -> Arguments.of(
                        (Object) identity.request(CsrForge.with(Sound.p256(0))).info()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void answersAnySignedOctets(byte[] info) {
        byte[] request = SIGNER.signed(info);
        try {
            Accepted.require(Csr.read(request), request);
        } catch (RefusedException e) {
            assertThat(e.refusal().detail()).isNotBlank();
        }
    }
}
