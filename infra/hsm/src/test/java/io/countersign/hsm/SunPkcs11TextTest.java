package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SunPkcs11TextTest {
    @Test
    void namesLibrarySlotAndOnlySigningMechanisms() {
        assertThat(SunPkcs11Text.of("countersign-3", Path.of("/tmp/a b/m.so"), 1_234_567_890L))
                .startsWith("--name=countersign-3\nlibrary=\"/tmp/a b/m.so\"\nslot=1234567890\nenabledMechanisms={\n")
                .contains("\nCKM_ECDSA\n", "\nCKM_RSA_PKCS\n", "\nCKM_SHA256_HMAC\n")
                .doesNotContain("compatibility", "WRAP", "DERIVE");
    }

    @Test
    void refusesAPathThatCouldAddALine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SunPkcs11Text.of("a", Path.of("/m.so\nslot=1"), 0))
                .withMessageContaining("quoting");
        assertThatIllegalArgumentException().isThrownBy(() -> SunPkcs11Text.of("a", Path.of("/m\".so"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> SunPkcs11Text.of("a b", Path.of("/m.so"), 0));
    }
}
