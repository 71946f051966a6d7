package io.countersign.agent;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** Whether a private key belongs to a certificate: what it signs must verify. */
final class KeyMatch {
    private KeyMatch() {}

    static boolean of(String keyPem, String certificatePem) throws Exception {
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(PemText.first("PRIVATE KEY", keyPem)));
        byte[] message = "any".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(Node.parse(certificatePem).getPublicKey());
        signature.update(message);
        return signature.verify(signed);
    }
}
