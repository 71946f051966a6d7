package io.countersign.cli.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.cli.CliException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardUriTest {
    @Test
    void readsTokenKeyModuleAndPinFile() throws Exception {
        assertThat(
                        CardUri.parse(
                                "pkcs11:token=Ann%27s%20card;object=SIGN%20key?module-path=/usr/lib/opensc.so&pin-source=file:/run/pin"))
                .isEqualTo(new CardUri(
                        "Ann's card", "SIGN key", Path.of("/usr/lib/opensc.so"), Optional.of(Path.of("/run/pin"))));
        assertThat(CardUri.parse("PKCS11:object=a;token=b?module-path=/m").pinSource())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a;object=b?module-path=/m&pin-value=73577357",
                "pkcs11:token=a;object=b?pin-value=73577357&module-path=/m",
                "pkcs11:token=a;object=b;pin-value=73577357?module-path=/m",
            })
    void refusesAPinInTheUriAndDoesNotRepeatIt(String text) {
        assertThatThrownBy(() -> CardUri.parse(text))
                .isInstanceOf(CliException.class)
                .hasMessage("the URI holds a PIN (pin-value)")
                .extracting(e -> ((CliException) e).next())
                .asString()
                .contains("everybody on this machine can read arguments")
                .doesNotContain("73577357");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:token=a?module-path=/m",
                "pkcs11:object=b?module-path=/m",
                "pkcs11:token=a;object=b",
                "pkcs11:token=a;object=b?module-path=m",
                "pkcs11:token=a;object=b;object=c?module-path=/m",
                "pkcs11:token=a;object=?module-path=/m",
                "pkcs11:token=a;object=b;serial=1?module-path=/m",
                "pkcs11:token=a;object=b;id=%01?module-path=/m",
                "pkcs11:token=a;object=b?module-path=/m&pin-source=|/bin/pin",
                "pkcs11:token=a;object=b?module-name=opensc",
            })
    void refusesWhatItWouldNotHonour(String text) {
        assertThatThrownBy(() -> CardUri.parse(text))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("the key's URI cannot be used: ");
    }
}
