package io.countersign.x509.lint;

import io.countersign.x509.Profile;
import io.countersign.x509.TbsInput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bouncycastle.asn1.BERTags;
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
        } catch (IOException e) {
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

    /** Compares the octets: the one text that RFC 5280 allows, with seconds and Z, in the type of its year. */
    private static boolean isAt(Time time, Instant due) throws IOException {
        OffsetDateTime utc = due.atOffset(ZoneOffset.UTC);
        int[] pairs = {
            utc.getYear() / 100,
            utc.getYear() % 100,
            utc.getMonthValue(),
            utc.getDayOfMonth(),
            utc.getHour(),
            utc.getMinute(),
            utc.getSecond()
        };
        boolean late = utc.getYear() >= 2050;
        int first = late ? 0 : 1;
        byte[] found = time.getEncoded();
        int length = 2 * (pairs.length - first) + 1;
        boolean same = found.length == 2 + length
                && found[0] == (late ? BERTags.GENERALIZED_TIME : BERTags.UTC_TIME)
                && found[found.length - 1] == 'Z';
        for (int i = first; same && i < pairs.length; i++) {
            int place = 2 + 2 * (i - first);
            same = found[place] == '0' + pairs[i] / 10 && found[place + 1] == '0' + pairs[i] % 10;
        }
        return same;
    }
}
