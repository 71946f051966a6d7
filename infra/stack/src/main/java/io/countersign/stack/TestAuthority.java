package io.countersign.stack;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA of the test PKI; its key lives in this process only. */
final class TestAuthority {
    /** Long enough to sign leaves that expired yesterday. */
    private static final Duration AGE = Duration.ofDays(10);

    private static final Duration LIFE = Duration.ofDays(30);

    private final SecureRandom random;
    private final X500Name name;
    private final KeyPair keys;
    private final X509CertificateHolder certificate;

    TestAuthority(String commonName, Instant now, SecureRandom random) {
        this.random = random;
        this.name = new X500Name("CN=" + commonName);
        this.keys = keyPair(random);
        try {
            X509v3CertificateBuilder builder = builder(name, keys.getPublic(), now.minus(AGE), now.plus(LIFE))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            this.certificate = sign(builder);
        } catch (CertIOException failure) {
            throw new StackException("cannot build CA " + commonName, failure);
        }
    }

    static KeyPair keyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new StackException("no P-256 key pair", failure);
        }
    }

    String pem() {
        return pem(certificate);
    }

    /** PEM of a certificate for {@code key}. */
    String issue(Leaf leaf, PublicKey key) {
        try {
            return pem(sign(builder(leaf.subject(), key, leaf.notBefore(), leaf.notAfter())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage,
                            false,
                            new ExtendedKeyUsage(leaf.purposes().toArray(new KeyPurposeId[0])))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(leaf.names().toArray(new GeneralName[0])))));
        } catch (CertIOException failure) {
            throw new StackException("cannot build certificate of " + leaf.subject(), failure);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey key, Instant from, Instant until) {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            return new JcaX509v3CertificateBuilder(
                            name, new BigInteger(127, random), Date.from(from), Date.from(until), subject, key)
                    .addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
        } catch (GeneralSecurityException | CertIOException failure) {
            throw new StackException("cannot build certificate of " + subject, failure);
        }
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder builder) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        } catch (OperatorCreationException failure) {
            throw new StackException("cannot sign as " + name, failure);
        }
    }

    private static String pem(X509CertificateHolder holder) {
        try {
            return pem("CERTIFICATE", holder.getEncoded());
        } catch (IOException failure) {
            throw new StackException("cannot encode a certificate", failure);
        }
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
