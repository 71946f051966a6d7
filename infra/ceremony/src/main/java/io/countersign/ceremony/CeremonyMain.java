package io.countersign.ceremony;

import io.countersign.contracts.Sha256;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The offline program of the key ceremony. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "ceremony",
        mixinStandardHelpOptions = true,
        description = "Makes the keys of an installation inside their tokens, with a quorum of officers present.",
        subcommands = {CeremonyMain.Hold.class, CeremonyMain.Verify.class, CeremonyMain.ServiceCert.class})
public final class CeremonyMain {
    private CeremonyMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine commands = new CommandLine(new CeremonyMain());
        commands.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof CeremonyException)) {
                throw failure;
            }
            command.getErr().println("ceremony: " + failure.getMessage());
            return 1;
        });
        return commands.execute(arguments);
    }

    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Makes CAs, serial secret, log keys, trust document 1 and the first certificates.",
            footer = {"", "Example:", "  ceremony hold --plan plan.yaml --out ceremony-2026"})
    static final class Hold implements Callable<Integer> {
        @Option(names = "--plan", required = true, description = "YAML file that says what to make.")
        private Path plan;

        @Option(names = "--out", required = true, description = "Folder for the results; must be empty.")
        private Path output;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws CeremonyException {
            Transcript transcript = new KeyCeremony(InstantSource.system(), new SecureRandom())
                    .hold(PlanFile.read(plan, CeremonyPlan.class), output);
            out(spec).print(Report.of(transcript));
            out(spec).flush();
            return 0;
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks that what a ceremony left holds together and was signed by the quorum.",
            footer = {"", "Example:", "  ceremony verify ceremony-2026 --pin 4f1b..."})
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", description = "Folder that 'ceremony hold' wrote.")
        private Path folder;

        @Option(names = "--pin", description = "SHA-256 (hex) of the trust document, kept elsewhere.")
        private String pin;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws CeremonyException {
            Transcript transcript = new CeremonyCheck(new CeremonyFolder(folder))
                    .verify(Optional.ofNullable(pin).map(this::parse));
            out(spec).print(Report.of(transcript));
            out(spec)
                    .println("\nThe record holds together"
                            + (pin == null ? "; compare the trust document's SHA-256 with one kept elsewhere." : "."));
            out(spec).flush();
            return 0;
        }

        private Sha256 parse(String hex) {
            try {
                return Sha256.parseHex(hex);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), "--pin is 64 hex digits", e);
            }
        }
    }

    @Command(
            name = "service-cert",
            mixinStandardHelpOptions = true,
            description = "Issues certificates of Countersign itself for 24 hours, offline, by two persons.",
            footer = {"", "Example:", "  ceremony service-cert --plan emergency.yaml --out emergency-1"})
    static final class ServiceCert implements Callable<Integer> {
        @Option(names = "--plan", required = true, description = "YAML file that says what to issue.")
        private Path plan;

        @Option(names = "--out", required = true, description = "Folder for the results; must be empty.")
        private Path output;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws CeremonyException {
            EmergencyCertificates.Evidence evidence = new EmergencyCertificates(
                            InstantSource.system(), new SecureRandom())
                    .issue(PlanFile.read(plan, EmergencyPlan.class), output);
            evidence.certificates().forEach(first -> out(spec).println("issued " + first.lineage()));
            out(spec).println("Hand emergency.json to the audit log when it runs again.");
            out(spec).flush();
            return 0;
        }
    }

    private static PrintWriter out(CommandSpec spec) {
        return spec.commandLine().getOut();
    }
}
