package io.countersign.x509.lint;

import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;

/** A leaf signs; only RSA also enciphers; it never signs certificates or CRLs. */
final class KeyUsageLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2.1.3";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        boolean rsa = PKCSObjectIdentifiers.rsaEncryption.equals(
                subject.tbs().getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm());
        int due = rsa ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature;
        Optional<Integer> found = subject.extension(Extension.keyUsage)
                .map(usage -> ASN1BitString.getInstance(usage).intValue());
        return Lint.unless(found.equals(Optional.of(due)), () -> "key usage bits " + found);
    }
}
