package io.countersign.benchmarks;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import java.nio.file.Files;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11Module;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.Token;

/**
 * The ceiling: C_SignInit and C_Sign straight through ipkcs11wrapper's native binding, one session per thread, a finished
 * 32-octet hash (in a DigestInfo for RSA) as input. No JCA provider, no hashing, no other thread, nothing checked.
 */
public class RawSigning {
    /** The module, loaded once for all threads. */
    @State(Scope.Benchmark)
    public static class Library {
        private Token token;
        private PKCS11 calls;

        @Setup(Level.Trial)
        public void load() throws Exception {
            // The wrapper greets on standard output, which belongs to the table.
            System.setOut(System.err);
            BenchToken benchToken = BenchToken.ofThisRun();
            PKCS11Module module =
                    PKCS11Module.getInstance(benchToken.config().module().toString());
            CK_C_INITIALIZE_ARGS locking = new CK_C_INITIALIZE_ARGS();
            locking.flags = PKCS11Constants.CKF_OS_LOCKING_OK;
            calls = module.getPKCS11Module();
            calls.C_Initialize(locking, true);
            token = Arrays.stream(module.getSlotList(true))
                    .map(Slot::getToken)
                    .filter(candidate -> isOurs(candidate, benchToken.config().tokenLabel()))
                    .findFirst()
                    .orElseThrow();
            char[] pin = Files.readString(benchToken.config().pinFile()).toCharArray();
            // Login belongs to token and process: this session holds it open for the threads' own.
            token.openSession(false).login(PKCS11Constants.CKU_USER, pin);
        }

        private static boolean isOurs(Token candidate, String label) {
            try {
                return candidate.getTokenInfo().getLabel().stripTrailing().equals(label);
            } catch (PKCS11Exception e) {
                throw new IllegalStateException("a token cannot be read", e);
            }
        }
    }

    /** One thread's session and its handle of the key. */
    @State(Scope.Thread)
    public static class ThreadSession {
        @Param
        private IssuingKey issuer;

        private PKCS11 calls;
        private long session;
        private long key;
        private CK_MECHANISM mechanism;
        private byte[] input;

        @Setup(Level.Trial)
        public void open(Library library) throws Exception {
            Session opened = library.token.openSession(false);
            AttributeVector wanted = new AttributeVector()
                    .class_(PKCS11Constants.CKO_PRIVATE_KEY)
                    .label(issuer.label());
            long[] found = opened.findObjectsSingle(wanted, 2);
            if (found.length != 1) {
                throw new IllegalStateException(found.length + " keys " + issuer.label());
            }
            calls = library.calls;
            session = opened.getSessionHandle();
            key = found[0];
            mechanism = new CK_MECHANISM();
            mechanism.mechanism = issuer.mechanism();
            input = issuer.tokenInput();
        }
    }

    @Benchmark
    public byte[] sign(ThreadSession thread) throws Exception {
        thread.calls.C_SignInit(thread.session, thread.mechanism, thread.key, true);
        return thread.calls.C_Sign(thread.session, thread.input);
    }
}
