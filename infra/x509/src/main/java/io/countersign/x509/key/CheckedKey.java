package io.countersign.x509.key;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import java.io.IOException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A public key that passed every quality check, encoded anew from its numbers: whatever else its sender wrote into the key
 * information is gone.
 *
 * @param algorithm {@code RSA} or {@code EC}
 * @param spki the one canonical SubjectPublicKeyInfo of this key
 */
public record CheckedKey(String algorithm, Bytes spki, PublicKey publicKey) {
    /** Checks a key found in a request. */
    public static CheckedKey of(SubjectPublicKeyInfo asked) throws RefusedException {
        ASN1ObjectIdentifier oid = asked.getAlgorithm().getAlgorithm();
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return rebuilt("RSA", asked, RsaKeyRules.rebuild(asked));
        }
        if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return rebuilt("EC", asked, EcKeyRules.rebuild(asked));
        }
        throw new RefusedException(RefusalCode.KEY_TYPE, "key algorithm " + oid);
    }

    private static CheckedKey rebuilt(String algorithm, SubjectPublicKeyInfo asked, SubjectPublicKeyInfo rebuilt)
            throws RefusedException {
        try {
            byte[] spki = rebuilt.getEncoded();
            if (!Bytes.of(spki).equals(Bytes.of(asked.getEncoded()))) {
                throw new RefusedException(RefusalCode.KEY_MALFORMED, "not the canonical key information of this key");
            }
            KnownKeys.requireOwn(Bytes.of(spki));
            return new CheckedKey(algorithm, Bytes.of(spki), Verifier.publicKey(algorithm, spki));
        } catch (IOException | InvalidKeySpecException e) {
            throw new RefusedException(RefusalCode.KEY_MALFORMED, "the key cannot be decoded", e);
        }
    }
}
