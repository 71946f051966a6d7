package io.countersign.x509.lint;

import io.countersign.x509.Profile;
import io.countersign.x509.TbsInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.x509.Time;

/** The life is the ordered one, in the time type of its year, no longer than the profile's and within the issuer's. */
final class ValidityLint implements Lint {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

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
        boolean late = due.atOffset(ZoneOffset.UTC).getYear() >= 2050;
        byte[] text = (late ? GENERALIZED_TIME : UTC_TIME).format(due).getBytes(StandardCharsets.US_ASCII);
        byte[] found = time.getEncoded();
        return found[0] == (late ? BERTags.GENERALIZED_TIME : BERTags.UTC_TIME)
                && Arrays.equals(found, 2, found.length, text, 0, text.length);
    }
}
