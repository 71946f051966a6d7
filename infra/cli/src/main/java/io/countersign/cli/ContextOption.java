package io.countersign.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --context}, and where the file is looked for without it. */
public final class ContextOption {
    static final String VARIABLE = "COUNTERSIGN_CONTEXT";

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "Context file: server, audit, identity, trust pin. Without it: the file named by " + "$"
                    + VARIABLE + ", else ~/.countersign/context.yaml.")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public Context read() throws CliException {
        return read(command);
    }

    /**
     * For an option that is itself mixed into others.
     *
     * @param mixee the command it ends up in, which this class cannot see then
     */
    public Context read(CommandSpec mixee) throws CliException {
        return Context.read(file != null ? file : inFront(mixee).orElseGet(() -> fallback(System.getenv())));
    }

    /** The same option before the command, where a shell alias puts it. */
    private static Optional<Path> inFront(CommandSpec mixee) {
        return mixee.root().userObject() instanceof Countersign countersign ? countersign.context() : Optional.empty();
    }

    static Path fallback(Map<String, String> environment) {
        String named = environment.get(VARIABLE);
        return named != null && !named.isEmpty()
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".countersign", "context.yaml");
    }
}
