package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerTest {
    @Test
    void decodesDer() {
        assertThatCode(() -> Der.decode(HexFormat.of().parseHex("3003020101"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "3080020101 0000, indefinite length",
        "308103020101, length in more octets than needed",
        "30820003020101, length in more octets than needed",
        "3003020101 00, octet behind the value",
        "3004020101, longer than the input",
        "30040202 0001, integer with a leading zero octet",
        "010101, TRUE other than ff",
        "30, one octet",
        "1f8101 00, high tag number",
        "3007 8401000000 00, length of five octets",
        "3106 020102 020101, SET not sorted"
    })
    void refusesEverySecondSpelling(String hex, String what) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatIOException().as(what).isThrownBy(() -> Der.decode(octets));
    }

    @Test
    void refusesNestingThatAimsAtTheStack() {
        byte[] deep = {0x05, 0x00};
        for (int i = 0; i < 30; i++) {
            byte[] outer = new byte[deep.length + 2];
            outer[0] = 0x30;
            outer[1] = (byte) deep.length;
            System.arraycopy(deep, 0, outer, 2, deep.length);
            deep = outer;
        }
        byte[] octets = Arrays.copyOf(deep, deep.length);
        assertThatIOException().isThrownBy(() -> Der.decode(octets)).withMessageContaining("nested");
    }
}
