package io.countersign.cli;

import io.countersign.cli.command.ApproveCommand;
import io.countersign.cli.command.AuditCommand;
import io.countersign.cli.command.AuditReceiptCommand;
import io.countersign.cli.command.AuditVerifyCommand;
import io.countersign.cli.command.AuditVerifyReceiptCommand;
import io.countersign.cli.command.CancelCommand;
import io.countersign.cli.command.CertsCommand;
import io.countersign.cli.command.CheckExpirationCommand;
import io.countersign.cli.command.DenyCommand;
import io.countersign.cli.command.DescribeCommand;
import io.countersign.cli.command.DisableCommand;
import io.countersign.cli.command.ExplainCommand;
import io.countersign.cli.command.FreezeCommand;
import io.countersign.cli.command.GetCommand;
import io.countersign.cli.command.GrantApproveCommand;
import io.countersign.cli.command.GrantCommand;
import io.countersign.cli.command.GrantCreateCommand;
import io.countersign.cli.command.LiftCommand;
import io.countersign.cli.command.RequestCommand;
import io.countersign.cli.command.RequestCreateCommand;
import io.countersign.cli.command.RequestSignCommand;
import io.countersign.cli.command.RevokeApproveCommand;
import io.countersign.cli.command.RevokeCommand;
import io.countersign.cli.command.RosterAddCommand;
import io.countersign.cli.command.RosterCommand;
import io.countersign.cli.command.RosterListCommand;
import io.countersign.cli.command.RosterRemoveCommand;
import io.countersign.cli.command.SuspendCommand;
import io.countersign.cli.command.TrustApproveCommand;
import io.countersign.cli.command.TrustCommand;
import io.countersign.cli.command.TrustDiffCommand;
import io.countersign.cli.command.TrustProposeCommand;
import io.countersign.cli.command.TrustPublishCommand;
import io.countersign.cli.command.TrustShowCommand;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code countersign} command. */
@Command(
        name = "countersign",
        description = "Certificates of Kubernetes clusters, signed in an HSM after people approved them.",
        mixinStandardHelpOptions = true,
        version = "countersign 0.1.0",
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign request create -f server.csr --cluster demo --component etcd-server --instance cp-1",
            "  countersign approve k3jw5q2mzv7xh4tbd6ra --key alice.key",
            "  countersign certs check-expiration --cluster demo",
            "  countersign grant create demo/etcd-server/cp-1 --requested-by jane --key alice.key",
            "  countersign revoke 4f1a9c --why INC7781 --key frank.key",
            "  countersign freeze demo --reason INC7781 --key alice.key",
            "",
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 attention needed, 4 waiting for approval."
        })
public final class Countersign implements Runnable {
    /** 43 characters encode a SHA-256; no option is spelt like that. */
    private static final Pattern HYPHENED_EVENT_ID = Pattern.compile("-[A-Za-z0-9_-]{42}");

    @Spec
    private CommandSpec spec;

    @Option(names = "--context", paramLabel = "FILE", description = "Context file, for any command that needs one.")
    private Path context;

    public static void main(String[] args) {
        System.exit(run(
                args,
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)));
    }

    /** Runs one command in this process; returns its {@link ExitCode}. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return run(
                args,
                new Terminal(
                        out,
                        err,
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                        Countersign::typedPin,
                        Clock.systemUTC(),
                        new SecureRandom(),
                        duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis())));
    }

    // SystemConsoleNull: since JDK 22 a console may stand on redirected input, which has no echo to switch off either.
    @SuppressWarnings("SystemConsoleNull")
    private static char[] typedPin(String prompt) throws CliException {
        Console console = System.console();
        char[] pin = console == null ? null : console.readPassword("%s", prompt);
        if (pin == null) {
            throw CliException.failed(
                    "there is no terminal to type the PIN at", "name a file in the key's URI: pin-source=file:/path");
        }
        return pin;
    }

    static int run(String[] args, Terminal terminal) {
        CommandLine countersign = commands(terminal);
        int exit = countersign.execute(
                Stream.of(args).map(Countersign::notAnOption).toArray(String[]::new));
        terminal.out().flush();
        terminal.err().flush();
        return exit;
    }

    /** One event id in 64 starts with a hyphen (base64url); with its kind before it, it is no option. */
    private static String notAnOption(String argument) {
        return HYPHENED_EVENT_ID.matcher(argument).matches() ? "event/" + argument : argument;
    }

    static CommandLine commands(Terminal terminal) {
        CommandLine request = new CommandLine(new RequestCommand())
                .addSubcommand(new RequestCreateCommand(terminal))
                .addSubcommand(new RequestSignCommand(terminal));
        CommandLine certs = new CommandLine(new CertsCommand()).addSubcommand(new CheckExpirationCommand(terminal));
        CommandLine audit = new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand(terminal))
                .addSubcommand(new AuditReceiptCommand(terminal))
                .addSubcommand(new AuditVerifyReceiptCommand(terminal));
        CommandLine grant = new CommandLine(new GrantCommand())
                .addSubcommand(new GrantCreateCommand(terminal))
                .addSubcommand(new GrantApproveCommand(terminal));
        CommandLine trust = new CommandLine(new TrustCommand())
                .addSubcommand(new TrustShowCommand(terminal))
                .addSubcommand(new TrustDiffCommand(terminal))
                .addSubcommand(new TrustProposeCommand(terminal))
                .addSubcommand(new TrustApproveCommand(terminal))
                .addSubcommand(new TrustPublishCommand(terminal));
        CommandLine roster = new CommandLine(new RosterCommand())
                .addSubcommand(new RosterListCommand(terminal))
                .addSubcommand(new RosterAddCommand(terminal))
                .addSubcommand(new RosterRemoveCommand(terminal));
        CommandLine revoke =
                new CommandLine(new RevokeCommand(terminal)).addSubcommand(new RevokeApproveCommand(terminal));
        CommandLine countersign = new CommandLine(new Countersign())
                .addSubcommand(request)
                .addSubcommand(new ApproveCommand(terminal))
                .addSubcommand(new DenyCommand(terminal))
                .addSubcommand(new GetCommand(terminal))
                .addSubcommand(new DescribeCommand(terminal))
                .addSubcommand(grant)
                .addSubcommand(revoke)
                .addSubcommand(new FreezeCommand(terminal))
                .addSubcommand(new SuspendCommand(terminal))
                .addSubcommand(new CancelCommand(terminal))
                .addSubcommand(new DisableCommand(terminal))
                .addSubcommand(new LiftCommand(terminal))
                .addSubcommand(trust)
                .addSubcommand(roster)
                .addSubcommand(certs)
                .addSubcommand(audit)
                .addSubcommand(new ExplainCommand(terminal))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100);
        countersign.getSubcommands().values().forEach(Countersign::withoutVersion);
        return countersign;
    }

    /** The version is the program's; its commands have none of their own. */
    private static void withoutVersion(CommandLine command) {
        command.getCommandSpec().remove(command.getCommandSpec().findOption("--version"));
        command.getSubcommands().values().forEach(Countersign::withoutVersion);
    }

    Optional<Path> context() {
        return Optional.ofNullable(context);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }
}
