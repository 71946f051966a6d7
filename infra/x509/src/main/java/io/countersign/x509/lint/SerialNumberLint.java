package io.countersign.x509.lint;

import java.math.BigInteger;
import java.util.Optional;

/** A serial is positive, fits 20 octets and is long enough not to be guessed; Go refuses to parse others. */
final class SerialNumberLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.2";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        BigInteger serial = subject.tbs().getSerialNumber().getValue();
        boolean sound = serial.signum() > 0
                && serial.toByteArray().length <= 20
                && serial.bitLength() >= LEAST_BITS
                && serial.equals(subject.ordered().serial().value());
        return Lint.unless(sound, () -> "serial " + serial.toString(16));
    }

    /** The least that the CA/Browser Forum's baseline asks of a public CA's random part. */
    private static final int LEAST_BITS = 64;
}
