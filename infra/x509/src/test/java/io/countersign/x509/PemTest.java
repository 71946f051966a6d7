package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PemTest {
    private static final byte[] OCTETS =
            "some octets, enough of them to fill more than one line of text in PEM".getBytes(StandardCharsets.US_ASCII);
    private static final String BLOCK = Pem.encode("CERTIFICATE", OCTETS);

    @Test
    void readsBackWhatItWrote() {
        assertThat(Pem.decode("CERTIFICATE", BLOCK)).isEqualTo(OCTETS);
        assertThat(Pem.decode("CERTIFICATE", BLOCK.replace("\n", "\r\n"))).isEqualTo(OCTETS);
        assertThat(Pem.decodeAll("CERTIFICATE", BLOCK + BLOCK)).hasSize(2);
    }

    static Stream<String> malformed() {
        return Stream.of(
                "",
                "text before\n" + BLOCK,
                BLOCK + "text behind",
                BLOCK + BLOCK,
                BLOCK.replace("BEGIN CERTIFICATE", "BEGIN NEW CERTIFICATE"),
                BLOCK.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nProc-Type: 4\n\n"),
                BLOCK.replace("END CERTIFICATE", "END X"),
                Pem.encode("CERTIFICATE REQUEST", OCTETS),
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAAB=\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void refusesAnythingButOneCanonicalBlock(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Pem.decode("CERTIFICATE", text));
    }
}
