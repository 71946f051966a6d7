package io.countersign.hsm;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.StaticLogger;
import org.xipki.pkcs11.wrapper.Token;

/** A module opened through ipkcs11wrapper: what SunPKCS11 has no public interface for. Never finalised. */
final class Cryptoki {
    static {
        StaticLogger.setLogger(new WrapperLog());
    }

    private final PKCS11Module module;

    private Cryptoki(PKCS11Module module) {
        this.module = module;
    }

    static Cryptoki load(Path path) throws HsmUnavailableException {
        try {
            PKCS11Module module = PKCS11Module.getInstance(path.toString());
            initialize(module);
            return new Cryptoki(module);
        } catch (IOException e) {
            throw new HsmUnavailableException("PKCS#11 module cannot be loaded: " + path, e);
        } catch (PKCS11Exception e) {
            throw new HsmUnavailableException("PKCS#11 module cannot be initialised: " + e.getErrorName(), e);
        }
    }

    private static void initialize(PKCS11Module module) throws PKCS11Exception {
        CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = PKCS11Constants.CKF_OS_LOCKING_OK;
        try {
            // Not module.initialize(): it fails when SunPKCS11 was first in this library, which is fine for us.
            module.getPKCS11Module().C_Initialize(arguments, true);
        } catch (iaik.pkcs.pkcs11.wrapper.PKCS11Exception e) {
            if (e.getErrorCode() != PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw module.convertException(e);
            }
        }
    }

    PKCS11Module module() {
        return module;
    }

    /** The one initialised token with this label. */
    Token token(String label) throws HsmUnavailableException {
        List<Token> found = tokens(label);
        if (found.size() != 1) {
            throw new HsmUnavailableException(
                    found.isEmpty() ? "no token has the label " + label : "several tokens have the label " + label);
        }
        return found.get(0);
    }

    List<Token> tokens(String label) throws HsmUnavailableException {
        try {
            List<Token> found = new ArrayList<>();
            for (Slot slot : module.getSlotList(true)) {
                Token token = slot.getToken();
                if (token.getTokenInfo().isTokenInitialized()
                        && token.getTokenInfo().getLabel().stripTrailing().equals(label)) {
                    found.add(token);
                }
            }
            return found;
        } catch (PKCS11Exception e) {
            throw new HsmUnavailableException("slots cannot be listed: " + e.getErrorName(), e);
        }
    }

    /** Opens a session and logs the user in with the PIN from the file; one try, no second. */
    static Session login(Token token, boolean readWrite, Path pinFile) throws HsmException {
        try (PinFile pin = PinFile.read(pinFile)) {
            Session session = token.openSession(readWrite);
            try {
                session.login(PKCS11Constants.CKU_USER, pin.chars());
            } catch (PKCS11Exception e) {
                // Login belongs to token and process: another user of this token here was first.
                if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                    session.closeSession();
                    throw e;
                }
            }
            return session;
        } catch (PKCS11Exception e) {
            if (PinRefusal.isCode(e.getErrorCode())) {
                throw new HsmPinRefusedException("the token refused the PIN: " + e.getErrorName(), e);
            }
            throw new HsmUnavailableException("login failed: " + e.getErrorName(), e);
        }
    }
}
