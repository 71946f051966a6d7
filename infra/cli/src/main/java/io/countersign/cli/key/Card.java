package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.contracts.Bytes;
import io.countersign.orders.JwsKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/** A session with a card, logged in, and the one key on it that was named. Not safe for concurrent use. */
final class Card implements AutoCloseable {
    private static final Set<Long> REFUSED_PINS = Set.of(
            PKCS11Constants.CKR_PIN_INCORRECT,
            PKCS11Constants.CKR_PIN_INVALID,
            PKCS11Constants.CKR_PIN_LEN_RANGE,
            PKCS11Constants.CKR_PIN_EXPIRED,
            PKCS11Constants.CKR_PIN_LOCKED);

    /** An uncompressed point of P-256 or P-384 in its OCTET STRING (PKCS#11 v2.40, 2.3.3); some modules strip that. */
    private static final Set<Integer> WRAPPED_POINT_OCTETS = Set.of(67, 99);

    private static final int MANY = 100;

    private final Session session;
    private final long privateKey;
    private final JwsKey publicKey;
    private final boolean pinEachTime;
    private final Pin pin;

    private Card(Session session, long privateKey, JwsKey publicKey, boolean pinEachTime, Pin pin) {
        this.session = session;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.pinEachTime = pinEachTime;
        this.pin = pin;
    }

    /** Logs in; the PIN is tried once, because cards count. */
    static Card open(CardUri uri, Pin pin) throws CliException {
        Session session = CardModule.load(uri.module()).session(uri.token());
        try {
            login(session, PKCS11Constants.CKU_USER, pin);
            long key = one(session, uri);
            AttributeVector facts =
                    session.getAttrValues(key, PKCS11Constants.CKA_ID, PKCS11Constants.CKA_ALWAYS_AUTHENTICATE);
            return new Card(
                    session, key, publicKey(session, facts.id()), Boolean.TRUE.equals(facts.alwaysAuthenticate()), pin);
        } catch (PKCS11Exception e) {
            throw ended(session, failed("token " + uri.token(), e));
        } catch (CliException e) {
            throw ended(session, e);
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw ended(
                    session,
                    CliException.failed(
                            "the key " + uri.object() + " on token " + uri.token() + " is no approval key: "
                                    + e.getMessage(),
                            "approval keys are on P-256 or P-384, with the public key or a certificate beside them",
                            e));
        }
    }

    JwsKey publicKey() {
        return publicKey;
    }

    /** r || s over a digest. */
    byte[] sign(byte[] digest) throws PKCS11Exception {
        session.signInit(new Mechanism(PKCS11Constants.CKM_ECDSA), privateKey);
        if (pinEachTime) {
            // PIV slot 9c and signature cards want the PIN before each signature (PKCS#11 v2.40, 4.9).
            session.login(PKCS11Constants.CKU_CONTEXT_SPECIFIC, pin.digits());
        }
        return session.sign(digest);
    }

    private static void login(Session session, long user, Pin pin) throws PKCS11Exception {
        try {
            session.login(user, pin.digits());
        } catch (PKCS11Exception e) {
            // Login belongs to token and process: somebody else here was first.
            if (e.getErrorCode() != PKCS11Constants.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        }
    }

    private static long one(Session session, CardUri uri) throws PKCS11Exception, CliException {
        long[] found = session.findObjectsSingle(
                new AttributeVector()
                        .class_(PKCS11Constants.CKO_PRIVATE_KEY)
                        .token(true)
                        .label(uri.object()),
                MANY);
        if (found.length != 1) {
            throw CliException.failed(
                    "token " + uri.token() + " holds " + found.length + " private keys with the label " + uri.object(),
                    "list them with: pkcs11-tool --module " + uri.module() + " --login --list-objects");
        }
        return found[0];
    }

    /** From the public key object with the same id, else from the certificate, as PIV cards have it. */
    private static JwsKey publicKey(Session session, byte[] id)
            throws PKCS11Exception, IOException, CertificateException {
        long[] keys = withId(session, PKCS11Constants.CKO_PUBLIC_KEY, id);
        if (keys.length == 1) {
            AttributeVector read =
                    session.getAttrValues(keys[0], PKCS11Constants.CKA_EC_PARAMS, PKCS11Constants.CKA_EC_POINT);
            if (read.ecParams() != null && read.ecPoint() != null) {
                return JwsKey.of(Bytes.of(new SubjectPublicKeyInfo(
                                new AlgorithmIdentifier(
                                        X9ObjectIdentifiers.id_ecPublicKey,
                                        ASN1Primitive.fromByteArray(read.ecParams())),
                                bare(read.ecPoint()))
                        .getEncoded()));
            }
        }
        long[] certificates = withId(session, PKCS11Constants.CKO_CERTIFICATE, id);
        if (certificates.length != 1) {
            throw new IllegalArgumentException("its public key is not on the card");
        }
        byte[] der = session.getAttrValues(certificates[0], PKCS11Constants.CKA_VALUE)
                .value();
        return JwsKey.of(CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey());
    }

    private static long[] withId(Session session, long objectClass, byte[] id) throws PKCS11Exception {
        return id == null
                ? new long[0]
                : session.findObjectsSingle(
                        new AttributeVector().class_(objectClass).token(true).id(id), MANY);
    }

    private static byte[] bare(byte[] point) {
        return WRAPPED_POINT_OCTETS.contains(point.length) ? Arrays.copyOfRange(point, 2, point.length) : point;
    }

    static CliException failed(String what, PKCS11Exception e) {
        return REFUSED_PINS.contains(e.getErrorCode())
                ? CliException.failed(
                        what + " refused the PIN: " + e.getErrorName(),
                        "cards lock after a few wrong PINs: make sure of it before you try again",
                        e)
                : CliException.failed(
                        what + " cannot be used: " + e.getErrorName(), "check that the card is in its reader", e);
    }

    private static CliException ended(Session session, CliException fault) {
        try {
            session.closeSession();
        } catch (PKCS11Exception e) {
            fault.addSuppressed(e);
        }
        return fault;
    }

    /** Closing the last session of a token logs its user out (PKCS#11 v2.40, 5.6). */
    @Override
    public void close() throws CliException {
        try {
            session.closeSession();
        } catch (PKCS11Exception e) {
            throw failed("the card", e);
        }
    }
}
