package io.countersign.benchmarks;

import java.util.Locale;

/**
 * Issuing beside its ceiling, which is measured just before and just after, because other work on the machine comes and goes.
 *
 * @param raw mean of both raw measurements
 */
record Comparison(IssuingKey issuer, Rate raw, Rate issued) {
    static final String HEADER =
            """
            | CA key | raw /s | issued /s | issued / raw | raw CPU us | issued CPU us | raw / issued CPU | aim |  |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    /** Share of the raw rate. */
    double ratio() {
        return issued.perSecond() / raw.perSecond();
    }

    /** The same share by CPU time, where a busy machine disturbs less. */
    double cpuRatio() {
        return raw.cpuMicros() / issued.cpuMicros();
    }

    boolean reachesAim() {
        return ratio() >= issuer.aim();
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.1f | %.1f | %.2f | %.2f | %s |",
                issuer,
                raw.perSecond(),
                issued.perSecond(),
                ratio(),
                raw.cpuMicros(),
                issued.cpuMicros(),
                cpuRatio(),
                issuer.aim(),
                reachesAim() ? "reached" : "below");
    }
}
