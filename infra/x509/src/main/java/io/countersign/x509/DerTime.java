package io.countersign.x509;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.BERTags;

/** The one encoding of a time: UTCTime up to 2049, GeneralizedTime after (RFC 5280 4.1.2.5 and 5.1.2.4). */
public final class DerTime {
    private DerTime() {}

    /** Whole seconds of the years 1950 to 9999; what is less than a second is dropped. */
    public static ASN1Primitive of(Instant at) {
        OffsetDateTime utc = at.atOffset(ZoneOffset.UTC);
        if (utc.getYear() < 1950 || utc.getYear() > 9999) {
            throw new IllegalArgumentException("X.509 has no year " + utc.getYear());
        }
        boolean late = utc.getYear() >= 2050;
        byte[] text = new byte[late ? 15 : 13];
        int place = 0;
        if (late) {
            place = digits(text, place, utc.getYear() / 100);
        }
        place = digits(text, place, utc.getYear() % 100);
        place = digits(text, place, utc.getMonthValue());
        place = digits(text, place, utc.getDayOfMonth());
        place = digits(text, place, utc.getHour());
        place = digits(text, place, utc.getMinute());
        place = digits(text, place, utc.getSecond());
        text[place] = 'Z';
        try {
            // Decoded from octets and written by hand: Bouncy Castle's constructors and the JDK's formatters together
            // took a third of the time of building a certificate.
            return ASN1Primitive.fromByteArray(Der.value(late ? BERTags.GENERALIZED_TIME : BERTags.UTC_TIME, text));
        } catch (IOException e) {
            throw new IllegalStateException("a time of two digits each decodes", e);
        }
    }

    private static int digits(byte[] text, int place, int value) {
        text[place] = (byte) ('0' + value / 10);
        text[place + 1] = (byte) ('0' + value % 10);
        return place + 2;
    }
}
