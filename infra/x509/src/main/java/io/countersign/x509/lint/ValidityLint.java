package io.countersign.x509.lint;

import io.countersign.x509.Profile;
import io.countersign.x509.TbsInput;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;

/** The life is the ordered one, in the time type of its year, no longer than the profile's and within the issuer's. */
final class ValidityLint implements Lint {
    @Override
    public String source() {
        return "RFC 5280 4.1.2.5";
    }

    @Override
    public Optional<String> fault(LintSubject subject) {

        TbsInput ordered = subject.ordered();
        Time from = subject.tbs().getValidity().getNotBefore();
        Time to = subject.tbs().getValidity().getNotAfter();
        try {
            if (!isAt(from, ordered.notBefore()) || !isAt(to, ordered.notAfter())) {
                return Optional.of("another life than ordered, or in the wrong time type");
            }
        } catch (ParseException e) {
            return Optional.of("a time that cannot be read: " + e.getMessage());
        }
        Duration life = Duration.between(ordered.notBefore(), ordered.notAfter());
        if (life.compareTo(ordered.profile().maxLifetime().plus(Profile.BACKDATE)) > 0) {
            return Optional.of("longer than profile " + ordered.profile().name() + " allows");
        }
        boolean within = !ordered.notBefore().isBefore(ordered.issuer().notBefore())
                && !ordered.notAfter().isAfter(ordered.issuer().notAfter());
        return Lint.unless(within, () -> "outside the issuer's own life");
    }

    private static boolean isAt(Time time, Instant due) throws ParseException {
        ASN1Primitive value = time.toASN1Primitive();
        boolean late = due.atOffset(ZoneOffset.UTC).getYear() >= 2050;
        if (late) {
            return value instanceof ASN1GeneralizedTime general
                    && general.getDate().toInstant().equals(due);
        }
        return value instanceof ASN1UTCTime utc
                && utc.getAdjustedDate().toInstant().equals(due);
    }
}
