package io.countersign.hsm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.Session;
import org.xipki.pkcs11.wrapper.Slot;
import org.xipki.pkcs11.wrapper.Token;

/**
 * Sets up a token at a key ceremony (and in tests): initialises it, makes keys that cannot leave, stores certificates
 * beside them, reads attributes back. PINs come from files and go to PKCS#11 calls, never to a command line.
 *
 * <p>Not safe for concurrent use. Closing ends its session; when that was the process's last one, the token logs out.
 */
public final class TokenProvisioner implements AutoCloseable {
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 16;
    private static final BigInteger RSA_EXPONENT = BigInteger.valueOf(65537);

    private final Session session;
    private final TokenObjects objects;
    private final SecureRandom random;
    private final String serial;

    private TokenProvisioner(Session session, String serial, SecureRandom random) {
        this.session = session;
        this.objects = new TokenObjects(session);
        this.serial = serial;
        this.random = random;
    }

    /** Makes a token in a slot that has none yet, sets both PINs, and opens it. Never overwrites a token. */
    public static TokenProvisioner initialize(
            Path module, String label, Path soPinFile, Path pinFile, SecureRandom random) throws HsmException {
        try (FreshModule fresh = FreshModule.link(module)) {
            Cryptoki cryptoki = Cryptoki.load(fresh.path());
            if (!cryptoki.tokens(label).isEmpty()) {
                throw new HsmUnavailableException("a token with the label " + label + " exists already");
            }
            initialize(cryptoki, label, soPinFile, pinFile);
            // Listing anew moves a SoftHSM token to its final slot; the free slot's number is dead now.
            return open(cryptoki, label, pinFile, random);
        }
    }

    public static TokenProvisioner open(Path module, String label, Path pinFile, SecureRandom random)
            throws HsmException {
        try (FreshModule fresh = FreshModule.link(module)) {
            return open(Cryptoki.load(fresh.path()), label, pinFile, random);
        }
    }

    private static TokenProvisioner open(Cryptoki cryptoki, String label, Path pinFile, SecureRandom random)
            throws HsmException {
        Token token = cryptoki.token(label);
        try {
            String serial = token.getTokenInfo().getSerialNumber().strip();
            return new TokenProvisioner(Cryptoki.login(token, true, pinFile), serial, random);
        } catch (PKCS11Exception e) {
            throw failed("opening the token", e);
        }
    }

    private static void initialize(Cryptoki cryptoki, String label, Path soPinFile, Path pinFile) throws HsmException {
        byte[] text = label.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length > TokenConfig.LABEL_BYTES) {
            throw new IllegalArgumentException("token label must have 1 to 32 bytes: " + label);
        }
        String padded = label + " ".repeat(TokenConfig.LABEL_BYTES - text.length);
        try (PinFile soPin = PinFile.read(soPinFile);
                PinFile pin = PinFile.read(pinFile)) {
            Token free = freeToken(cryptoki);
            cryptoki.module()
                    .getPKCS11Module()
                    .C_InitToken(free.getSlot().getSlotID(), soPin.chars(), padded.toCharArray(), true);
            Session officer = free.openSession(true);
            officer.login(PKCS11Constants.CKU_SO, soPin.chars());
            officer.initPIN(pin.chars());
            // The security officer's login would block the user's; nobody else can use this token yet.
            officer.logout();
            officer.closeSession();
        } catch (iaik.pkcs.pkcs11.wrapper.PKCS11Exception e) {
            throw failed("C_InitToken", cryptoki.module().convertException(e));
        } catch (PKCS11Exception e) {
            throw failed("setting the PINs", e);
        }
    }

    private static Token freeToken(Cryptoki cryptoki) throws PKCS11Exception, HsmException {
        for (Slot slot : cryptoki.module().getSlotList(true)) {
            if (!slot.getToken().getTokenInfo().isTokenInitialized()) {
                return slot.getToken();
            }
        }
        throw new HsmUnavailableException("the module has no slot with an uninitialised token");
    }

    public String tokenSerial() {
        return serial;
    }

    /** A key pair that lives in the token. Store a certificate beside it, or SunPKCS11 will never see it. */
    public ProvisionedKey generate(KeyKind kind, String label) throws HsmException {
        try {
            refuseTakenLabel(PKCS11Constants.CKO_PRIVATE_KEY, label);
            byte[] id = newId();
            KeyPairTemplate template = new KeyPairTemplate(kind.keyType())
                    .token(true)
                    .id(id)
                    .labels(label)
                    .signVerify(true);
            // Usages are switched off by name: left out, SoftHSM grants decrypt and unwrap.
            template.privateKey()
                    .private_(true)
                    .sensitive(true)
                    .extractable(false)
                    .decrypt(false)
                    .unwrap(false)
                    .derive(false);
            template.publicKey().private_(false).encrypt(false).wrap(false);
            if (kind.rsa()) {
                template.publicKey().modulusBits(kind.modulusBits()).publicExponent(RSA_EXPONENT);
            } else {
                template.publicKey().ecParams(kind.ecParams());
            }
            PKCS11KeyPair pair = session.generateKeyPair(new Mechanism(kind.generation()), template);
            return new ProvisionedKey(
                    session, kind, label, id, pair.getPrivateKey(), objects.publicKey(pair.getPublicKey(), kind));
        } catch (PKCS11Exception e) {
            throw failed("generating " + label, e);
        } catch (GeneralSecurityException e) {
            throw new HsmUnavailableException("the token gave an unreadable public key for " + label, e);
        }
    }

    /** Stores the certificate under the key's id and label, which makes the key visible to SunPKCS11. */
    public void storeCertificate(ProvisionedKey key, X509Certificate certificate) throws HsmException {
        if (!Arrays.equals(
                key.publicKey().getEncoded(), certificate.getPublicKey().getEncoded())) {
            throw new IllegalArgumentException("the certificate is for another key than " + key.label());
        }
        try {
            // A second certificate with this label would hide both behind long aliases.
            refuseTakenLabel(PKCS11Constants.CKO_CERTIFICATE, key.label());
            session.createObject(AttributeVector.newX509Certificate()
                    .token(true)
                    .private_(false)
                    .id(key.id())
                    .label(key.label())
                    .subject(certificate.getSubjectX500Principal().getEncoded())
                    .issuer(certificate.getIssuerX500Principal().getEncoded())
                    .serialNumber(derInteger(certificate.getSerialNumber()))
                    .value(certificate.getEncoded()));
        } catch (PKCS11Exception e) {
            throw failed("storing the certificate of " + key.label(), e);
        } catch (GeneralSecurityException e) {
            throw new HsmUnavailableException("the certificate of " + key.label() + " cannot be encoded", e);
        }
    }

    /** A generic secret of 32 bytes that only MACs. */
    public void generateSecret(String label) throws HsmException {
        try {
            refuseTakenLabel(PKCS11Constants.CKO_SECRET_KEY, label);
            session.generateKey(
                    new Mechanism(PKCS11Constants.CKM_GENERIC_SECRET_KEY_GEN),
                    AttributeVector.newSecretKey(PKCS11Constants.CKK_GENERIC_SECRET)
                            .token(true)
                            .private_(true)
                            .sensitive(true)
                            .extractable(false)
                            .sign(true)
                            .verify(false)
                            .encrypt(false)
                            .decrypt(false)
                            .wrap(false)
                            .unwrap(false)
                            .derive(false)
                            .valueLen(SECRET_BYTES)
                            .id(newId())
                            .label(label));
        } catch (PKCS11Exception e) {
            throw failed("generating the secret " + label, e);
        }
    }

    /** Public key of a pair made earlier, also one without a certificate. */
    public PublicKey publicKey(String label, KeyKind kind) throws HsmException {
        try {
            return objects.publicKey(objects.one(PKCS11Constants.CKO_PUBLIC_KEY, label), kind);
        } catch (PKCS11Exception e) {
            throw failed("reading the public key " + label, e);
        } catch (GeneralSecurityException e) {
            throw new HsmUnavailableException("the token gave an unreadable public key for " + label, e);
        }
    }

    /** Every private and secret key of the token, as the token describes it. */
    public List<KeyAttributes> keys() throws HsmException {
        try {
            List<KeyAttributes> keys = new ArrayList<>();
            for (long handle : objects.all(PKCS11Constants.CKO_PRIVATE_KEY)) {
                keys.add(attributes(handle, "private"));
            }
            for (long handle : objects.all(PKCS11Constants.CKO_SECRET_KEY)) {
                keys.add(attributes(handle, "secret"));
            }
            return List.copyOf(keys);
        } catch (PKCS11Exception e) {
            throw failed("reading attributes", e);
        }
    }

    private KeyAttributes attributes(long handle, String objectClass) throws PKCS11Exception {
        AttributeVector a = session.getAttrValues(
                handle,
                PKCS11Constants.CKA_LABEL,
                PKCS11Constants.CKA_ID,
                PKCS11Constants.CKA_LOCAL,
                PKCS11Constants.CKA_SENSITIVE,
                PKCS11Constants.CKA_ALWAYS_SENSITIVE,
                PKCS11Constants.CKA_EXTRACTABLE,
                PKCS11Constants.CKA_NEVER_EXTRACTABLE,
                PKCS11Constants.CKA_SIGN,
                PKCS11Constants.CKA_DECRYPT,
                PKCS11Constants.CKA_UNWRAP,
                PKCS11Constants.CKA_DERIVE);
        return new KeyAttributes(
                a.label() == null ? "" : a.label(),
                objectClass,
                a.id() == null ? "" : HexFormat.of().formatHex(a.id()),
                said(a.local(), false),
                said(a.sensitive(), false),
                said(a.alwaysSensitive(), false),
                said(a.extractable(), true),
                said(a.neverExtractable(), false),
                said(a.sign(), false),
                said(a.decrypt(), true),
                said(a.unwrap(), true),
                said(a.derive(), true));
    }

    /** An attribute the token does not tell counts as the bad answer. */
    private static boolean said(Boolean value, boolean whenSilent) {
        return value == null ? whenSilent : value;
    }

    private void refuseTakenLabel(long objectClass, String label) throws PKCS11Exception, HsmException {
        if (objects.all(objectClass, label).length > 0) {
            throw new HsmUnavailableException("the token already holds an object with the label " + label);
        }
    }

    /** CKA_SERIAL_NUMBER is a DER INTEGER; RFC 5280 limits serials to 20 octets, so the short length form fits. */
    private static byte[] derInteger(BigInteger value) {
        byte[] content = value.toByteArray();
        byte[] der = new byte[content.length + 2];
        der[0] = 0x02;
        der[1] = (byte) content.length;
        System.arraycopy(content, 0, der, 2, content.length);
        return der;
    }

    private byte[] newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return id;
    }

    static HsmException failed(String what, PKCS11Exception e) {
        return PinRefusal.isCode(e.getErrorCode())
                ? new HsmPinRefusedException(what + ": " + e.getErrorName(), e)
                : new HsmUnavailableException(what + ": " + e.getErrorName(), e);
    }

    @Override
    public void close() throws HsmException {
        try {
            session.closeSession();
        } catch (PKCS11Exception e) {
            throw failed("closing the session", e);
        }
    }
}
