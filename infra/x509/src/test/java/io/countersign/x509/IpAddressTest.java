package io.countersign.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::1, ::1",
        "::, ::",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void hasOneSpelling(String text, String canonical) {
        assertThat(IpAddress.parse(text).map(IpAddress::toString)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0",
                "010.0.0.1",
                "256.0.0.1",
                "1.2.3.4.5",
                "fe80::1%eth0",
                "12:34",
                "",
                "a:b::c::d"
            })
    void takesNothingButLiterals(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void refusesMappedAddressesInOctets() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        assertThat(IpAddress.of(mapped)).isEmpty();
        assertThat(IpAddress.of(new byte[5])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
    void knowsAddressesNoHostAnswersAt(String text) {
        assertThat(IpAddress.parse(text).map(IpAddress::isUnicast)).isEqualTo(Optional.of(false));
    }
}
