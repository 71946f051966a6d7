package io.countersign.agent;

import io.countersign.x509.CertificateCheck;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * The certificate in place and its private key, which together may order their successor.
 *
 * @param certificate verified under the pinned CA
 * @param key belongs to it
 */
record LivePair(IssuedCertificate certificate, PrivateKey key) {
    private static final byte[] PROOF = "countersign agent: does this key fit?".getBytes(StandardCharsets.US_ASCII);

    static LivePair of(FilePair.Content content, PinnedIssuer pinned) throws NotRedeemableException {
        try {
            IssuedCertificate certificate = CertificateCheck.verify(
                    PemText.first("CERTIFICATE", content.certificatePem()), pinned.certificate());
            PrivateKey key = privateKey(content.keyPem());
            if (!fits(key, certificate.certificate().getPublicKey())) {
                throw new NotRedeemableException("the key in place is not that of the certificate in place");
            }
            return new LivePair(certificate, key);
        } catch (CertificateFaultException e) {
            throw new NotRedeemableException(
                    "the certificate in place is not one of the pinned CA: " + e.getMessage(), e);
        } catch (IOException | GeneralSecurityException e) {
            throw new NotRedeemableException("the pair in place cannot be read: " + e.getMessage(), e);
        }
    }

    PublicKey publicKey() {
        return certificate.certificate().getPublicKey();
    }

    /** In any form that kubeadm or openssl leave: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC, maybe behind its parameters). */
    private static PrivateKey privateKey(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo pkcs8) {
                    return converter.getPrivateKey(pkcs8);
                }
                if (block instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IOException("no unencrypted private key in the key file");
    }

    /** What the key signs must verify: no other comparison works for every kind of key. */
    private static boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(PROOF);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROOF);
        return signature.verify(signed);
    }
}
