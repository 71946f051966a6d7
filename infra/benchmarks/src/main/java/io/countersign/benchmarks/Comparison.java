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
            | CA key | raw /s | issued /s | issued / raw | raw CPU us | issued CPU us | raw / issued CPU | cores raw, issued | aim |  |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    /** Both threads need a core nearly to themselves, or the ratio compares moments and not programs. */
    static final double ENOUGH_CORES = 0.8 * Measurement.THREADS;

    /** Share of the raw rate. */
    double ratio() {
        return issued.perSecond() / raw.perSecond();
    }

    /** The same share by CPU time, where a busy machine disturbs less. */
    double cpuRatio() {
        return raw.cpuMicros() / issued.cpuMicros();
    }

    /** What the row says about the aim: nothing, when other work took the cores away from either measurement. */
    String judgement() {
        if (Math.min(raw.cores(), issued.cores()) < ENOUGH_CORES) {
            return "machine busy, measure again";
        }
        return ratio() >= issuer.aim() ? "reached" : "below";
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.1f | %.1f | %.2f | %.1f, %.1f | %.2f | %s |",
                issuer,
                raw.perSecond(),
                issued.perSecond(),
                ratio(),
                raw.cpuMicros(),
                issued.cpuMicros(),
                cpuRatio(),
                raw.cores(),
                issued.cores(),
                issuer.aim(),
                judgement());
    }
}
