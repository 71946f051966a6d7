package io.countersign.benchmarks;

import java.util.Locale;

/**
 * The decision about one approved item beside the whole path that begins with it.
 *
 * @param decided mean of the measurements before and after
 * @param issued decision, signature in the token, check of the certificate
 */
record DecisionShare(Rate decided, Rate issued) {
    static final String HEADER =
            """
            | decided /s | decided and issued /s | decision CPU us | decision and issuing CPU us | share of the CPU | cores |  |
            | --- | --- | --- | --- | --- | --- | --- |
            """;

    /** By CPU time: with two threads a rate also tells how busy the machine was. */
    double share() {
        return decided.cpuMicros() / issued.cpuMicros();
    }

    /** Below this, what was measured is a program that the compiler has not finished with. */
    String judgement() {
        double cores = Math.min(decided.cores(), issued.cores());
        return cores < Comparison.ENOUGH_CORES ? "machine busy, measure again" : "measured";
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "| %.0f | %.0f | %.1f | %.1f | %.2f | %.1f, %.1f | %s |",
                decided.perSecond(),
                issued.perSecond(),
                decided.cpuMicros(),
                issued.cpuMicros(),
                share(),
                decided.cores(),
                issued.cores(),
                judgement());
    }
}
