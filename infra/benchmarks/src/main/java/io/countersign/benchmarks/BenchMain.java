package io.countersign.benchmarks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code BenchMain FOLDER [--steps]}: makes a token in an empty folder and compares issuing with raw signing, CA key by CA key.
 * The environment must name {@code FOLDER/softhsm2.conf} as SOFTHSM2_CONF, for this process and JMH's.
 */
public final class BenchMain {
    private static final List<String> STEPS = List.of("stepRead", "stepPlan", "stepLint", "stepSign", "stepVerify");
    private static final int RAW_WARM_UP = 2;
    private static final int RAW_SECONDS = 5;
    /** The whole path takes the compiler about 30,000 certificates to settle. */
    private static final int WARM_UP = 20;

    private static final int SECONDS = 12;
    private static final int STEP_SECONDS = 5;

    private final Measurement measurement;
    private final PrintStream out;

    private BenchMain(Measurement measurement, PrintStream out) {
        this.measurement = measurement;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            throw new IllegalArgumentException("usage: BenchMain FOLDER [--steps]");
        }
        Path folder = Path.of(args[0]).toAbsolutePath();
        String configured = System.getenv("SOFTHSM2_CONF");
        if (configured == null || !Path.of(configured).equals(folder.resolve("softhsm2.conf"))) {
            throw new IllegalArgumentException("SOFTHSM2_CONF must name softhsm2.conf in " + folder);
        }
        Files.createDirectories(folder);
        BenchToken token = new BenchToken(folder);
        token.provision(new SecureRandom(), InstantSource.system().instant());
        BenchMain bench = new BenchMain(new Measurement(token), System.out);
        bench.compare();
        bench.decide();
        if (List.of(args).contains("--steps")) {
            bench.steps();
        }
    }

    private void compare() throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        for (IssuingKey issuer : IssuingKey.values()) {
            out.println("measuring " + issuer + " ...");
            Rate before = raw(issuer);
            Rate issued = issued(issuer);
            comparisons.add(new Comparison(issuer, Rate.mean(before, raw(issuer)), issued));
        }
        out.print("\n" + Comparison.HEADER);
        comparisons.forEach(comparison -> out.println(comparison.row()));
        out.println(
                "Two threads; raw = C_SignInit + C_Sign of the same token key, one session per thread. CSRs carry P-256 keys.");
    }

    /** What the order's approvals cost: the decision alone, before and after the path that begins with it. */
    private void decide() throws Exception {
        out.println("measuring decisions ...");
        Rate before = deciding("decide");
        Rate issued = deciding("decideAndIssue");
        DecisionShare share = new DecisionShare(Rate.mean(before, deciding("decide")), issued);
        out.print("\n" + DecisionShare.HEADER);
        out.println(share.row());
        out.println("P-256 throughout: CA, CSRs and the two approvals of each order.");
    }

    private Rate deciding(String method) throws Exception {
        return measurement.rate(Deciding.class, method, IssuingKey.P256, WARM_UP, SECONDS);
    }

    private Rate raw(IssuingKey issuer) throws Exception {
        return measurement.rate(RawSigning.class, "sign", issuer, RAW_WARM_UP, RAW_SECONDS);
    }

    private Rate issued(IssuingKey issuer) throws Exception {
        return measurement.rate(Issuance.class, "issue", issuer, WARM_UP, SECONDS);
    }

    /** Where the time of one certificate goes, P-256 throughout. */
    private void steps() throws Exception {
        for (String step : STEPS) {
            Rate rate = measurement.rate(Issuance.class, step, IssuingKey.P256, STEP_SECONDS, STEP_SECONDS);
            out.println(String.format(Locale.ROOT, "%-10s %7.1f us CPU", step, rate.cpuMicros()));
        }
    }
}
