package io.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.hsm.KeyAttributes;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecondToolTest {
    /** As pkcs11-tool of OpenSC 0.23 writes it, carriage returns of the terminal included. */
    private static final String LISTING = String.join(
            "\r\n",
            "Logging in to \"issuing\".",
            "Please enter User PIN: ",
            "Private Key Object; EC",
            "  label:      ca",
            "  ID:         01",
            "  Usage:      sign",
            "  Access:     sensitive, always sensitive, never extractable, local",
            "Public Key Object; EC  EC_POINT 256 bits",
            "  label:      ca",
            "  ID:         01",
            "  Usage:      verify",
            "  Access:     local",
            "Certificate Object; type = X.509 cert",
            "  label:      ca",
            "  ID:         01",
            "Secret Key Object; Generic secret length 32",
            "warning: PKCS11 function C_GetAttributeValue(VALUE) failed: rv = CKR_ATTRIBUTE_SENSITIVE (0x11)",
            "",
            "  label:      imported",
            "  ID:         02",
            "  Usage:      sign",
            "  Access:     sensitive, never extractable",
            "");

    private static KeyAttributes sound(String objectClass, String label, String id) {
        return new KeyAttributes(label, objectClass, id, true, true, true, false, true, true, false, false, false);
    }

    private static TokenRecord token(List<KeyAttributes> keys, List<ListedKey> listed) {
        return new TokenRecord("issuing", "1", "/m.so", keys, "tool", listed);
    }

    @Test
    void readsPrivateAndSecretKeysOnly() {
        List<ListedKey> keys = SecondTool.parse(LISTING);

        assertThat(keys).extracting(ListedKey::label).containsExactly("ca", "imported");
        assertThat(keys).extracting(ListedKey::objectClass).containsExactly("private", "secret");
        assertThat(keys).extracting(ListedKey::bornHereAndStays).containsExactly(true, false);
    }

    @Test
    void vouchesOnlyForKeysThatBothProgramsCallSound() {
        List<ListedKey> listed = SecondTool.parse(LISTING);
        List<KeyAttributes> keys = List.of(sound("private", "ca", "01"), sound("secret", "imported", "02"));

        assertThat(token(keys, listed).faults(Set.of("ca", "imported")))
                .singleElement()
                .asString()
                .contains("key imported: the second tool does not");
    }

    @Test
    void findsAKeyTooManyAndAKeyTheSecondToolDoesNotSee() {
        List<KeyAttributes> keys = List.of(sound("private", "ca", "01"), sound("private", "spare", "03"));

        assertThat(token(keys, SecondTool.parse(LISTING)).faults(Set.of("ca"))).hasSize(2);
    }

    @Test
    void findsAKeyThatOurOwnProgramDoubts() {
        KeyAttributes imported =
                new KeyAttributes("ca", "private", "01", false, true, false, false, false, true, false, false, false);

        assertThat(token(List.of(imported), SecondTool.parse(LISTING).subList(0, 1))
                        .faults(Set.of("ca")))
                .singleElement()
                .asString()
                .contains("not made in the token");
    }

    @Test
    void refusesWordsThatTheShellWouldReadOtherwise() {
        assertThatThrownBy(() -> new SecondTool("pkcs11-tool").list(Path.of("/m.so"), "a; rm -r /", Path.of("/pin")))
                .isInstanceOf(CeremonyException.class);
    }
}
