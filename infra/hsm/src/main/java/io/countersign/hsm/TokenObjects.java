package io.countersign.hsm;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/** Finds objects of a token by label through one session, and reads public keys. Not safe for concurrent use. */
final class TokenObjects {
    private static final int MANY = 1000;

    private final Session session;

    TokenObjects(Session session) {
        this.session = session;
    }

    long[] all(long objectClass) throws PKCS11Exception {
        return session.findObjectsSingle(
                new AttributeVector().class_(objectClass).token(true), MANY);
    }

    long[] all(long objectClass, String label) throws PKCS11Exception {
        return session.findObjectsSingle(
                new AttributeVector().class_(objectClass).token(true).label(label), MANY);
    }

    long one(long objectClass, String label) throws PKCS11Exception, HsmUnavailableException {
        long[] found = all(objectClass, label);
        if (found.length != 1) {
            throw new HsmUnavailableException("the token holds " + found.length + " objects of class " + objectClass
                    + " with the label " + label + ", not one");
        }
        return found[0];
    }

    PublicKey publicKey(long handle, KeyKind kind) throws PKCS11Exception, GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance(kind.jcaName());
        if (kind.rsa()) {
            AttributeVector rsa =
                    session.getAttrValues(handle, PKCS11Constants.CKA_MODULUS, PKCS11Constants.CKA_PUBLIC_EXPONENT);
            return factory.generatePublic(new RSAPublicKeySpec(rsa.modulus(), rsa.publicExponent()));
        }
        byte[] point = point(
                session.getAttrValues(handle, PKCS11Constants.CKA_EC_POINT).ecPoint(), kind);
        byte[] prefix = kind.spkiPrefix();
        byte[] spki = Arrays.copyOf(prefix, prefix.length + point.length);
        System.arraycopy(point, 0, spki, prefix.length, point.length);
        return factory.generatePublic(new X509EncodedKeySpec(spki));
    }

    /** CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 v2.40, 2.3.3); wrappers and old modules strip it. */
    private static byte[] point(byte[] value, KeyKind kind) throws GeneralSecurityException {
        // The outer SEQUENCE of the SubjectPublicKeyInfo states the whole length, so it tells the point's.
        int whole = (kind.spkiPrefix()[1] & 0xff) + 2;
        int length = whole - kind.spkiPrefix().length;
        if (value.length == length) {
            return value;
        }
        if (value.length == length + 2 && value[0] == 0x04 && (value[1] & 0xff) == length) {
            return Arrays.copyOfRange(value, 2, value.length);
        }
        throw new GeneralSecurityException("public point of " + value.length + " bytes, expected " + length);
    }
}
