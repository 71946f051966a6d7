package io.countersign.hsm;

import java.util.Set;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Tells a refused PIN, which must never be tried again, from an HSM that is away. */
final class PinRefusal {
    private static final Set<Long> CODES = Set.of(
            PKCS11Constants.CKR_PIN_INCORRECT,
            PKCS11Constants.CKR_PIN_INVALID,
            PKCS11Constants.CKR_PIN_LEN_RANGE,
            PKCS11Constants.CKR_PIN_EXPIRED,
            PKCS11Constants.CKR_PIN_LOCKED,
            PKCS11Constants.CKR_USER_PIN_NOT_INITIALIZED);

    /** SunPKCS11 hides the number; its exception's message is exactly the name of the code (JDK 17 and 25). */
    private static final Set<String> NAMES = Set.of(
            "CKR_PIN_INCORRECT",
            "CKR_PIN_INVALID",
            "CKR_PIN_LEN_RANGE",
            "CKR_PIN_EXPIRED",
            "CKR_PIN_LOCKED",
            "CKR_USER_PIN_NOT_INITIALIZED");

    private PinRefusal() {}

    static boolean isCode(long code) {
        return CODES.contains(code);
    }

    static boolean in(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof FailedLoginException) {
                return true;
            }
            if (t instanceof LoginException
                    && t.getCause() != null
                    && NAMES.contains(String.valueOf(t.getCause().getMessage()))) {
                return true;
            }
        }
        return false;
    }
}
