package io.countersign.agent;

import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** A CA made at run time. */
final class TestCa {
    static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    TestCa(String commonName, Instant now) throws Exception {
        this.name = new X500Name("CN=" + commonName);
        this.keys = keyPair();
        this.certificate = sign(
                new Wanted(name, List.of(), now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(900)), true),
                keys.getPublic());
    }

    static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    PinnedIssuer pinned() throws Exception {
        return new PinnedIssuer(IssuerCertificate.of(certificate.getEncoded()), "");
    }

    /** What a certificate shall say. */
    record Wanted(X500Name subject, List<GeneralName> names, Instant from, Instant until, boolean ca) {
        static Wanted by(String requestPem, Instant from, Duration life) throws Exception {
            PKCS10CertificationRequest request = request(requestPem);
            GeneralNames names = request.getRequestedExtensions() == null
                    ? null
                    : GeneralNames.fromExtensions(request.getRequestedExtensions(), Extension.subjectAlternativeName);
            return new Wanted(
                    request.getSubject(),
                    names == null ? List.of() : List.of(names.getNames()),
                    from,
                    from.plus(life),
                    false);
        }

        Wanted named(GeneralName... other) {
            return new Wanted(subject, List.of(other), from, until, ca);
        }

        Wanted called(String other) {
            return new Wanted(new X500Name(other), names, from, until, ca);
        }

        Wanted asCa() {
            return new Wanted(subject, names, from, until, true);
        }
    }

    static PKCS10CertificationRequest request(String pem) throws Exception {
        return new PKCS10CertificationRequest(PemText.first("CERTIFICATE REQUEST", pem));
    }

    /** Signs what a request asks for. */
    String issue(String requestPem, Instant from, Duration life) throws Exception {
        return issue(Wanted.by(requestPem, from, life), publicKey(requestPem));
    }

    String issue(Wanted wanted, PublicKey key) throws Exception {
        return Pem.encode(Pem.CERTIFICATE, sign(wanted, key).getEncoded());
    }

    static PublicKey publicKey(String requestPem) throws Exception {
        return new JcaPEMKeyConverter().getPublicKey(request(requestPem).getSubjectPublicKeyInfo());
    }

    private X509Certificate sign(Wanted wanted, PublicKey key) throws Exception {
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                new BigInteger(120, RANDOM),
                Date.from(wanted.from()),
                Date.from(wanted.until()),
                wanted.subject(),
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(wanted.ca()));
        if (wanted.ca()) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
        }
        if (!wanted.names().isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(wanted.names().toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
