package io.countersign.x509.lint;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;

/** What will be signed has one encoding only, so every verifier hashes the same octets. */
final class EncodingLint implements Lint {
    @Override
    public String source() {
        return "X.690 10, RFC 5280 4.1.1.3";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        try {
            byte[] again = subject.decoded().getEncoded(ASN1Encoding.DER);
            return Lint.unless(Arrays.equals(again, subject.encoded()), () -> "the bytes are not DER");
        } catch (IOException e) {
            return Optional.of("the bytes are not ASN.1: " + e.getMessage());
        }
    }
}
