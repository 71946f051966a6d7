package io.countersign.runtime.config;

import io.countersign.runtime.life.ServiceLife;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command line that every service has: {@code --config FILE} runs it, {@code --check-config} only reads the file,
 * {@code --explain-config} lists every setting. Exit codes: 0 stopped in order, 1 failed, 2 usage.
 */
public final class ServiceCommand {
    /** Adds the service's parts to its life, in the order in which they start. */
    @FunctionalInterface
    public interface Wiring<C extends Record> {
        void wire(C config, ServiceLife life) throws Exception;
    }

    /** Kubernetes sends SIGKILL 30 s after SIGTERM unless told otherwise. */
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(25);

    private static final Logger LOG = LoggerFactory.getLogger(ServiceCommand.class);

    private final String service;
    private final PrintStream out;
    private final PrintStream err;

    ServiceCommand(String service, PrintStream out, PrintStream err) {
        this.service = service;
        this.out = out;
        this.err = err;
    }

    /** Runs until the service has stopped; {@code main} passes the result to {@link System#exit}. */
    public static <C extends Record> int run(String service, String[] args, Class<C> config, Wiring<C> wiring) {
        return new ServiceCommand(service, System.out, System.err).run(List.of(args), config, wiring);
    }

    <C extends Record> int run(List<String> args, Class<C> shape, Wiring<C> wiring) {
        if (args.equals(List.of("--help"))) {
            out.println(usage());
            return 0;
        }
        if (args.equals(List.of("--explain-config"))) {
            out.print(ConfigGuide.of(shape));
            return 0;
        }
        int at = args.indexOf("--config");
        boolean check = args.contains("--check-config");
        if (at < 0 || at + 1 >= args.size() || args.size() != (check ? 3 : 2)) {
            err.println(usage());
            return 2;
        }
        C config;
        try {
            config = ConfigReader.read(Path.of(args.get(at + 1)), shape);
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return 1;
        }
        if (check) {
            out.println(args.get(at + 1) + ": ok");
            return 0;
        }
        return live(config, wiring);
    }

    private <C extends Record> int live(C config, Wiring<C> wiring) {
        ServiceLife life = new ServiceLife(service, STOP_DEADLINE);
        try {
            wiring.wire(config, life);
        } catch (Exception e) {
            LOG.error("{} cannot be put together: {}", service, e.toString(), e);
            life.stopNow();
            return 1;
        }
        return life.run();
    }

    private String usage() {
        return "usage: " + service + " --config FILE [--check-config]\n"
                + "       " + service + " --explain-config | --help\n"
                + "example: " + service + " --config " + service + ".yaml";
    }
}
