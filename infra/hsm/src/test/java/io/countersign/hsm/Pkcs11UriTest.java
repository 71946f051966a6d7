package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11UriTest {
    @Test
    void readsTokenModuleAndPinFile() {
        Pkcs11Uri uri = Pkcs11Uri.parse(
                "pkcs11:token=Issuing%20t%C3%B6ken?module-path=/usr/lib/softhsm.so&pin-source=file:/etc/pin");

        assertThat(TokenConfig.of(uri))
                .isEqualTo(new TokenConfig(
                        Path.of("/usr/lib/softhsm.so"),
                        "Issuing t\u00f6ken",
                        Path.of("/etc/pin"),
                        5,
                        Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:token=a",
                "pkcs11:token",
                "pkcs11:=a",
                "pkcs11:token=a;token=b",
                "pkcs11:token=a;serial=1",
                "pkcs11:token=a;slot-id=1",
                "pkcs11:module-path=/a",
                "pkcs11:token=a?token=b",
                "pkcs11:token=a?pin-value=1234",
                "pkcs11:token=a?module-name=softhsm2",
                "pkcs11:token=a?pin-source=|/bin/pin",
                "pkcs11:token=a%2",
                "pkcs11:token=a%zz",
                "pkcs11:token=a%ff",
                "pkcs11:token=a b",
            })
    void refusesWhatItWouldNotHonour(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Pkcs11Uri.parse(text));
    }

    @Test
    void refusesAConfigurationWithoutModule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenConfig.of(Pkcs11Uri.parse("pkcs11:token=a?pin-source=/p")))
                .withMessageContaining("module-path");
    }
}
