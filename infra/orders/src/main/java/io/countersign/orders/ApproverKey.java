package io.countersign.orders;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import java.security.PrivateKey;
import java.security.Provider;
import java.util.Optional;

/** A private key that signs messages; it may live on a card, so only its handle is needed. */
public final class ApproverKey {
    private final PrivateKey privateKey;
    private final JwsKey publicKey;
    private final Optional<Provider> provider;

    /** A key in that provider, or in the JVM when there is none. */
    public ApproverKey(PrivateKey privateKey, JwsKey publicKey, Optional<Provider> provider) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.provider = provider;
    }

    public static ApproverKey of(PrivateKey privateKey, JwsKey publicKey) {
        return new ApproverKey(privateKey, publicKey, Optional.empty());
    }

    public JwsKey publicKey() {
        return publicKey;
    }

    /** The raw r || s signature, base64url. */
    String sign(byte[] signingInput) {
        JwsAlgorithm algorithm = publicKey.algorithm();
        try {
            ECDSASigner signer = new ECDSASigner(privateKey, algorithm.curve());
            provider.ifPresent(signer.getJCAContext()::setProvider);
            return signer.sign(new JWSHeader(algorithm.nimbus()), signingInput).toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("the key " + publicKey + " cannot sign", e);
        }
    }
}
