package io.countersign.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;

class PinRefusalTest {
    private static Exception load(LoginException login, String code) {
        login.initCause(new Exception(code));
        return new IOException("load failed", login);
    }

    @Test
    void recognisesAWrongAndALockedPin() {
        assertThat(PinRefusal.in(load(new FailedLoginException(), "CKR_PIN_INCORRECT")))
                .isTrue();
        assertThat(PinRefusal.in(load(new LoginException(), "CKR_PIN_LOCKED"))).isTrue();
        assertThat(PinRefusal.isCode(0xA4)).isTrue();
    }

    @Test
    void takesADeadDeviceForAnOutage() {
        assertThat(PinRefusal.in(load(new LoginException(), "CKR_DEVICE_ERROR")))
                .isFalse();
        assertThat(PinRefusal.isCode(0x30)).isFalse();
    }
}
