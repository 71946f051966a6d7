package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.APPROVAL_SIGNATURE_INVALID;

import io.countersign.contracts.RefusedException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** PS256 as RFC 7518 3.5 fixes it: RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt as long as the hash. */
final class PssKey {
    static final String ALGORITHM = "PS256";

    private static final int LEAST_BITS = 2048;

    private static final PSSParameterSpec PARAMETERS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final RSAPublicKey key;

    private PssKey(RSAPublicKey key) {
        this.key = key;
    }

    /** Throws {@link IllegalArgumentException} for a key too short to be believed. */
    static PssKey of(RSAPublicKey key) {
        // A cluster that was taken over may still hold certificates from before, over any key.
        if (key.getModulus().bitLength() < LEAST_BITS) {
            throw new IllegalArgumentException("RSA with " + key.getModulus().bitLength() + " bits");
        }
        return new PssKey(key);
    }

    byte[] sign(PrivateKey privateKey, byte[] input) {
        try {
            Signature signing = Signature.getInstance("RSASSA-PSS");
            signing.setParameter(PARAMETERS);
            signing.initSign(privateKey);
            signing.update(input);
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the RSA key cannot sign", e);
        }
    }

    /** The JDK refuses a signature that is not exactly as long as the modulus, or not smaller: it has one spelling. */
    void verify(Envelope envelope, String kid) throws RefusedException {
        byte[] octets = envelope.signatureOctets();
        try {
            Signature check = Signature.getInstance("RSASSA-PSS");
            check.setParameter(PARAMETERS);
            check.initVerify(key);
            check.update(envelope.signingInput());
            if (check.verify(octets)) {
                return;
            }
            throw new RefusedException(APPROVAL_SIGNATURE_INVALID, "the signature of " + kid + " does not verify");
        } catch (SignatureException e) {
            throw new RefusedException(
                    APPROVAL_SIGNATURE_INVALID, "the signature of " + kid + " cannot be verified", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSASSA-PSS", e);
        }
    }
}
