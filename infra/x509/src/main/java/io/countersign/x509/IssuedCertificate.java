package io.countersign.x509;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Names;
import io.countersign.contracts.SerialNumber;
import io.countersign.contracts.Sha256;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A certificate as the JDK's parser reads it, which shares no code with the one that built it. Reading proves nothing; only
 * {@link CertificateCheck} verifies.
 *
 * @param organizationalUnits OU values; {@link Names} has none because requests may not carry any
 * @param tbs SHA-256 of the to-be-signed bytes
 * @param key SHA-256 of the SubjectPublicKeyInfo
 * @param authority whether basicConstraints make it a CA
 */
public record IssuedCertificate(
        Bytes der,
        Names names,
        List<String> organizationalUnits,
        SerialNumber serial,
        Sha256 tbs,
        Sha256 key,
        Instant notBefore,
        Instant notAfter,
        boolean authority) {

    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    public IssuedCertificate {
        organizationalUnits = List.copyOf(organizationalUnits);
    }

    public static IssuedCertificate read(byte[] der) throws CertificateFaultException {
        try {
            return of(parse(der), der);
        } catch (IllegalArgumentException e) {
            throw new CertificateFaultException("unreadable certificate: " + e.getMessage(), e);
        }
    }

    /** What the JDK has understood of a certificate that it parsed from these octets. */
    static IssuedCertificate of(X509Certificate parsed, byte[] der) throws CertificateFaultException {
        try {
            List<String> units = new ArrayList<>();
            Names names = names(parsed, units);
            return new IssuedCertificate(
                    Bytes.of(der),
                    names,
                    units,
                    new SerialNumber(parsed.getSerialNumber()),
                    Sha256.of(parsed.getTBSCertificate()),
                    Sha256.of(parsed.getPublicKey().getEncoded()),
                    parsed.getNotBefore().toInstant(),
                    parsed.getNotAfter().toInstant(),
                    parsed.getBasicConstraints() >= 0);
        } catch (IllegalArgumentException | CertificateException | InvalidNameException e) {
            throw new CertificateFaultException("unreadable certificate: " + e.getMessage(), e);
        }
    }

    /** Reads exactly one PEM block. */
    public static IssuedCertificate readPem(String pem) throws CertificateFaultException {
        try {
            return read(Pem.decode(Pem.CERTIFICATE, pem));
        } catch (IllegalArgumentException e) {
            throw new CertificateFaultException(e.getMessage(), e);
        }
    }

    /** The same certificate as the JDK's own object, parsed at each call. */
    public X509Certificate certificate() {
        return parse(der.toArray());
    }

    /** The same reading for other octets with the same to-be-signed bytes. */
    IssuedCertificate within(Bytes finished) {
        return new IssuedCertificate(
                finished, names, organizationalUnits, serial, tbs, key, notBefore, notAfter, authority);
    }

    /** SHA-256 of the DER: what the API server's audit log calls X509SHA256 (kubernetes-pki 5.1). */
    public Sha256 fingerprint() {
        return der.sha256();
    }

    public String pem() {
        return Pem.encode(Pem.CERTIFICATE, der.toArray());
    }

    /** The JDK's reading; throws {@link IllegalArgumentException} for anything but one certificate filling these octets. */
    static X509Certificate parse(byte[] der) {
        try {
            ByteArrayInputStream octets = new ByteArrayInputStream(der);
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(octets);
            if (octets.available() > 0 || !Bytes.of(certificate.getEncoded()).equals(Bytes.of(der))) {
                throw new IllegalArgumentException("not the DER of exactly one certificate");
            }
            return certificate;
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
        }
    }

    private static Names names(X509Certificate certificate, List<String> units)
            throws CertificateException, InvalidNameException {
        List<String> commonNames = new ArrayList<>();
        List<String> organizations = new ArrayList<>();
        // RFC 2253 text runs backwards and LdapName counts from its end: together the order of the encoding.
        for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            List<String> values =
                    switch (rdn.getType()) {
                        case "CN" -> commonNames;
                        case "O" -> organizations;
                        case "OU" -> units;
                        default -> throw new CertificateException("subject attribute " + rdn.getType());
                    };
            if (rdn.size() != 1 || !(rdn.getValue() instanceof String value)) {
                throw new CertificateException("an RDN with several values or of an unusual string type");
            }
            values.add(value);
        }
        if (commonNames.size() > 1) {
            throw new CertificateException("several CNs");
        }
        List<String> dns = new ArrayList<>();
        List<String> ips = new ArrayList<>();
        List<String> uris = new ArrayList<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                switch ((Integer) name.get(0)) {
                    case DNS -> dns.add((String) name.get(1));
                    case URI -> uris.add((String) name.get(1));
                    case IP -> ips.add(canonical((String) name.get(1)));
                    default -> throw new CertificateException("a SAN of kind " + name.get(0));
                }
            }
        }
        return new Names(commonNames.isEmpty() ? "" : commonNames.get(0), organizations, dns, ips, uris);
    }

    private static String canonical(String ip) throws CertificateException {
        return IpAddress.parse(ip)
                .orElseThrow(() -> new CertificateException("address " + ip))
                .toString();
    }
}
