package io.countersign.agent;

import io.countersign.agent.ManagedLineage.KeyAlgorithm;
import io.countersign.contracts.Names;
import io.countersign.x509.CsrWriter;
import io.countersign.x509.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** A new key pair and the request for its certificate, both PEM. The key never leaves this node. */
record FreshKey(String keyPem, String requestPem) {

    static FreshKey make(KeyAlgorithm algorithm, Names names, SecureRandom random) throws GeneralSecurityException {
        KeyPair pair = pair(algorithm, random);
        return new FreshKey(
                Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()),
                Pem.encode(Pem.CERTIFICATE_REQUEST, CsrWriter.write(pair, names)));
    }

    private static KeyPair pair(KeyAlgorithm algorithm, SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator;
        if (algorithm == KeyAlgorithm.RSA_2048) {
            generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), random);
        } else {
            generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        }
        return generator.generateKeyPair();
    }
}
