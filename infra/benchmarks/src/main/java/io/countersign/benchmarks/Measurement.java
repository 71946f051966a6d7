package io.countersign.benchmarks;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark method in a JVM of its own. */
final class Measurement {
    /** As many as the aims are given for. */
    static final int THREADS = 2;

    private final BenchToken token;

    Measurement(BenchToken token) {
        this.token = token;
    }

    Rate rate(Class<?> benchmark, String method, IssuingKey issuer, int warmUpSeconds, int seconds)
            throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                        .param("issuer", issuer.name())
                        .mode(Mode.Throughput)
                        .timeUnit(TimeUnit.SECONDS)
                        .threads(THREADS)
                        .forks(1)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.seconds(warmUpSeconds))
                        .measurementIterations(1)
                        .measurementTime(TimeValue.seconds(seconds))
                        .jvmArgsAppend("-D" + BenchToken.PROPERTY + "=" + token.folder(), "-Xmx512m")
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .output(token.folder().resolve("jmh.log").toString())
                        .build())
                .run();
        if (results.size() != 1) {
            throw new IllegalStateException(
                    results.size() + " results for " + benchmark.getSimpleName() + "." + method);
        }
        RunResult result = results.iterator().next();
        return new Rate(
                result.getPrimaryResult().getScore(),
                result.getSecondaryResults().get(CpuTime.LABEL).getScore());
    }
}
