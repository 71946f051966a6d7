package io.countersign.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Output;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign request create}. */
@Command(
        name = "create",
        description = {
            "Submit CSRs for the certificates of one component instance.",
            "Creating the same request twice returns the first one."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign request create -f server.csr --cluster demo --component etcd-server --instance cp-1",
            "  countersign request create -f jane.csr --cluster demo --component user --instance jane \\",
            "      --lifetime 4h --reason INC7781 --wait 10m",
            "",
            "Exit codes: 0 submitted (with --wait: issued), 1 rejected, 4 still waits when --wait is over."
        })
public final class RequestCreateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Option(
            names = {"-f", "--file"},
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "PEM file with one PKCS#10 request; several files are several requests.")
    private List<Path> files;

    @Option(names = "--cluster", required = true, description = "Cluster, as in the trust document.")
    private String cluster;

    @Option(names = "--component", required = true, description = "Component, for example etcd-server.")
    private String component;

    @Option(names = "--instance", required = true, description = "Node, user or service it is for.")
    private String instance;

    @Option(names = "--profile", description = "Profile; default: the component's own.")
    private String profile;

    @Option(names = "--reason", description = "Ticket or reason, at most 200 characters; stands in the order.")
    private String reason;

    @Option(
            names = "--lifetime",
            converter = Lifetime.class,
            description = "Life to ask for: 30s, 15m, 8h, 90d; default: the profile's longest.")
    private Duration lifetime;

    @Option(
            names = "--wait",
            converter = Lifetime.class,
            paramLabel = "DURATION",
            description = "Wait until the certificates are issued or the time is over.")
    private Duration wait;

    @Option(
            names = {"-o", "--output"},
            description = "name, json or yaml; default: a sentence for people.")
    private Output output = Output.TABLE;

    public RequestCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::create);
    }

    private int create() throws CliException, ProblemException {
        RestClient registry = Clients.registry(context.read());
        List<String> ids = new ArrayList<>();
        for (Path file : files) {
            RestClient.Reply reply = registry.post("/v1/requests", body(file));
            String id = reply.body().path("id").asText();
            ids.add(id);
            terminal.out()
                    .print(
                            switch (output) {
                                case JSON, YAML -> output.format(reply.body());
                                case NAME -> "request/" + id + "\n";
                                default ->
                                    "request/" + id + (reply.created() ? " created: " : " exists already: ")
                                            + reply.body().path("lineage").asText() + " is "
                                            + reply.body().path("state").asText() + "\n";
                            });
        }
        if (wait != null) {
            terminal.out().flush();
            return new Outcome(terminal, registry).await(ids, wait);
        }
        if (output == Output.TABLE) {
            terminal.out().println("next: countersign approve " + String.join(" ", ids) + " --key FILE");
        }
        return ExitCode.OK;
    }

    private ObjectNode body(Path file) throws CliException {
        ObjectNode body = Json.TOLERANT.createObjectNode();
        body.put("cluster", cluster).put("component", component).put("instance", instance);
        if (profile != null) {
            body.put("profile", profile);
        }
        try {
            body.put("csr", Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw CliException.failed("the file " + file + " cannot be read", "name a PEM file with -f", e);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        if (lifetime != null) {
            body.put("lifetime", lifetime.toString());
        }
        return body;
    }
}
