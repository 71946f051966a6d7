package io.countersign.cli.key;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import io.countersign.cli.CliException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.Token;

/** The library of a card reader or card. */
final class CardModule {
    private final Path path;
    private final PKCS11Module module;

    private CardModule(Path path, PKCS11Module module) {
        this.path = path;
        this.module = module;
    }

    static CardModule load(Path path) throws CliException {
        try {
            PKCS11Module module = PKCS11Module.getInstance(path.toString());
            initialize(module);
            return new CardModule(path, module);
        } catch (IOException e) {
            throw CliException.failed(
                    "the PKCS#11 module " + path + " cannot be loaded", "correct module-path in the key's URI", e);
        } catch (PKCS11Exception e) {
            throw CliException.failed(
                    "the PKCS#11 module " + path + " does not start: " + e.getErrorName(),
                    "check that the card's software runs",
                    e);
        }
    }

    private static void initialize(PKCS11Module module) throws PKCS11Exception {
        CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
        arguments.flags = PKCS11Constants.CKF_OS_LOCKING_OK;
        try {
            // Not module.initialize(): it fails where the library is in use in this process already.
            module.getPKCS11Module().C_Initialize(arguments, true);
        } catch (iaik.pkcs.pkcs11.wrapper.PKCS11Exception e) {
            if (e.getErrorCode() != PKCS11Constants.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
                throw module.convertException(e);
            }
        }
    }

    /** A read-only session with the one token of this label. */
    Session session(String label) throws CliException {
        try {
            List<Token> found = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            for (Slot slot : module.getSlotList(true)) {
                Token token = slot.getToken();
                if (token.getTokenInfo().isTokenInitialized()) {
                    String there = token.getTokenInfo().getLabel().stripTrailing();
                    labels.add(there);
                    if (there.equals(label)) {
                        found.add(token);
                    }
                }
            }
            if (found.size() != 1) {
                throw CliException.failed(
                        found.size() + " tokens have the label " + label,
                        "put the card in; " + path + " shows " + labels);
            }
            return found.get(0).openSession(false);
        } catch (PKCS11Exception e) {
            throw Card.failed("token " + label, e);
        }
    }
}
