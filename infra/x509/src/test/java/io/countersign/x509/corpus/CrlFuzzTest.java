package io.countersign.x509.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import io.countersign.x509.crl.TbsCrl;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets at all end in a fault with a sentence or in a CRL that is made of what was read in it; also octets that the issuer
 * signs, because chance never comes past a signature. Repeats its seeds in every build, as {@link CsrFuzzTest} does.
 */
class CrlFuzzTest {
    private static final CrlForge SIGNER = CrlForge.any(new Draw("fuzz", 0, HostileCsrTest.SEED));

    static Stream<Arguments> seeds() {
        return IntStream.range(0, 16)
                .mapToObj(index -> new Draw("fuzz " + index, 0, HostileCsrTest.SEED))
                .map(draw -> Arguments.of((Object) SIGNER.sound(draw).encoded()));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void answersAnySignedOctets(byte[] tbs) {
        verify(SIGNER.signed(tbs));
        verify(tbs);
    }

    private static void verify(byte[] octets) {
        try {
            Crl crl = Crl.verify(octets, SIGNER.issuer());
            TbsCrl again = TbsCrl.build(
                    SIGNER.issuer(),
                    crl.number(),
                    crl.thisUpdate(),
                    crl.entries().values());
            assertThat(again.digest()).isEqualTo(crl.tbs());
            assertThat(crl.der().toArray()).isEqualTo(octets);
        } catch (CrlFaultException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
