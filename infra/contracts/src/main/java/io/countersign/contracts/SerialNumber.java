package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/** A certificate serial number: positive and at most 20 octets in DER (RFC 5280 4.1.2.2); on the wire lower-case hex. */
public record SerialNumber(BigInteger value) {
    private static final Pattern HEX = Pattern.compile("[1-9a-f][0-9a-f]{0,39}");

    public SerialNumber {
        if (value.signum() <= 0 || value.toByteArray().length > 20) {
            throw new IllegalArgumentException(
                    "a serial number is positive and at most 20 octets: " + value.toString(16));
        }
    }

    @JsonCreator
    public static SerialNumber parse(String hex) {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("a serial number is lower-case hex without leading zeros: " + hex);
        }
        return new SerialNumber(new BigInteger(hex, 16));
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString(16).toLowerCase(Locale.ROOT);
    }
}
