package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.CONTINUITY_KEY_MISMATCH;
import static io.countersign.contracts.RefusalCode.WRONG_ALG;

import io.countersign.contracts.Approval;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;

/**
 * The signature of a live certificate's key over the order for its own successor, or for its own revocation. RSA keys sign with PS256 here and nowhere else:
 * approvals are verified with {@link JwsKey}, which knows no RSA.
 */
public final class Continuity {
    /** Nobody looks at a renewal, so it is used at once or made again (design 5). */
    public static final Duration LONGEST_USE_BY = Duration.ofHours(1);

    private Continuity() {}

    /**
     * Signs an order that redeems a grant.
     *
     * @param publicKey of the live certificate
     * @throws IllegalArgumentException for a key that signs with none of ES256, ES384 and PS256
     */
    public static Approval sign(Order order, PrivateKey privateKey, PublicKey publicKey) {
        return sign(order.payload(), privateKey, publicKey);
    }

    /** Signs the order that revokes the key's own certificate, in the same way. */
    public static Approval sign(RevocationOrder order, PrivateKey privateKey, PublicKey publicKey) {
        return sign(order.payload(), privateKey, publicKey);
    }

    private static Approval sign(String payload, PrivateKey privateKey, PublicKey publicKey) {
        if (publicKey instanceof RSAPublicKey rsa) {
            PssKey key = PssKey.of(rsa);
            String header = StrictJws.header(PssKey.ALGORITHM, kid(publicKey), MessageType.CONTINUITY);
            byte[] input = new Envelope(header, payload, "").signingInput();
            return new Approval(header, StrictJws.payload(key.sign(privateKey, input)));
        }
        ApproverKey key = ApproverKey.of(privateKey, JwsKey.of(publicKey));
        return StrictJws.sign(MessageType.CONTINUITY, payload, key);
    }

    /** Steps 3 to 5 for a continuity signature: by this very key, with the one algorithm that follows from it. */
    static void verify(Envelope envelope, Envelope.Header header, PublicKey publicKey) throws RefusedException {
        if (!header.kid().equals(kid(publicKey))) {
            throw new RefusedException(
                    CONTINUITY_KEY_MISMATCH,
                    "kid " + header.kid() + " where the certificate's key is " + kid(publicKey));
        }
        try {
            if (publicKey instanceof RSAPublicKey rsa) {
                PssKey key = PssKey.of(rsa);
                if (!header.alg().equals(PssKey.ALGORITHM)) {
                    throw new RefusedException(
                            WRONG_ALG, "alg '" + header.alg() + "' where RSA keys sign with " + PssKey.ALGORITHM);
                }
                key.verify(envelope, header.kid());
            } else {
                JwsKey key = JwsKey.of(publicKey);
                StrictJws.requireAlgorithm(header, key);
                envelope.verify(key);
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(WRONG_ALG, "the certificate's key signs no orders: " + e.getMessage(), e);
        }
    }

    private static String kid(PublicKey key) {
        return Sha256.of(key.getEncoded()).toString();
    }
}
