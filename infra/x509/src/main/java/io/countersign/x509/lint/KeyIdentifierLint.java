package io.countersign.x509.lint;

import io.countersign.contracts.Sha256;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** Both identifiers are there: the authority's tells an old and a new CA of one name apart. */
final class KeyIdentifierLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.2.1.1, 4.2.1.2, RFC 7093 2";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        byte[] bits = subject.tbs().getSubjectPublicKeyInfo().getPublicKeyData().getBytes();
        byte[] due = Arrays.copyOf(Sha256.of(bits).octets(), 20);
        boolean own = subject.extension(Extension.subjectKeyIdentifier)
                .filter(value ->
                        Arrays.equals(ASN1OctetString.getInstance(value).getOctets(), due))
                .isPresent();
        if (!own) {
            return Optional.of("the subject key identifier is not the key's");
        }
        byte[] issuer = subject.ordered().issuer().keyIdentifier().toArray();
        boolean authority = subject.extension(Extension.authorityKeyIdentifier)
                .map(AuthorityKeyIdentifier::getInstance)
                .filter(value -> Arrays.equals(value.getKeyIdentifierOctets(), issuer)
                        && value.getAuthorityCertIssuer() == null
                        && value.getAuthorityCertSerialNumber() == null)
                .isPresent();
        return Lint.unless(authority, () -> "the authority key identifier is not the issuer's alone");
    }
}
