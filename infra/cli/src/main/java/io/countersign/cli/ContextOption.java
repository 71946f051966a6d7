package io.countersign.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --context}, and where the file is looked for without it. */
public final class ContextOption {
    static final String VARIABLE = "COUNTERSIGN_CONTEXT";

    @Option(
            names = "--context",
            paramLabel = "FILE",
            description = "Context file: server, audit, identity, trust pin. Without it: the file named by " + "$"
                    + VARIABLE + ", else ~/.countersign/context.yaml.")
    private Path file;

    public Context read() throws CliException {
        return Context.read(file == null ? fallback(System.getenv()) : file);
    }

    static Path fallback(Map<String, String> environment) {
        String named = environment.get(VARIABLE);
        return named != null && !named.isEmpty()
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".countersign", "context.yaml");
    }
}
