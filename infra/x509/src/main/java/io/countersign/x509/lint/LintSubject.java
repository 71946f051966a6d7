package io.countersign.x509.lint;

import io.countersign.contracts.Names;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import io.countersign.x509.TbsInput;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** To-be-signed bytes under examination, beside what they should say. */
final class LintSubject {
    private final byte[] encoded;
    private final ASN1Sequence decoded;
    private final TBSCertificate tbs;
    private final TbsInput ordered;
    private final Reading reading;

    /** How the JDK reads the bytes; its answer is made once for the lint and for the finished certificate. */
    interface Reading {
        IssuedCertificate read() throws CertificateFaultException;
    }

    LintSubject(byte[] encoded, TbsInput ordered, Reading reading) {
        this.encoded = encoded;
        this.decoded = ASN1Sequence.getInstance(encoded);
        this.tbs = TBSCertificate.getInstance(decoded);
        this.ordered = ordered;
        this.reading = reading;
    }

    /** The octets; never changed by a lint. */
    byte[] encoded() {
        return encoded;
    }

    /** The octets as Bouncy Castle decodes them, not yet read as anything. */
    ASN1Sequence decoded() {
        return decoded;
    }

    TBSCertificate tbs() {
        return tbs;
    }

    TbsInput ordered() {
        return ordered;
    }

    IssuedCertificate reading() throws CertificateFaultException {
        return reading.read();
    }

    boolean hasAlternativeNames() {
        Names names = ordered.names();
        return !names.dns().isEmpty() || !names.ips().isEmpty() || !names.uris().isEmpty();
    }

    /** The parsed value of an extension. */
    Optional<ASN1Encodable> extension(ASN1ObjectIdentifier type) {
        Extension extension =
                tbs.getExtensions() == null ? null : tbs.getExtensions().getExtension(type);
        return Optional.ofNullable(extension).map(Extension::getParsedValue);
    }
}
