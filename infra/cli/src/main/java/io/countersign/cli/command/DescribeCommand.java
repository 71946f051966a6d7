package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Description;
import io.countersign.cli.render.Views;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign describe}. */
@Command(
        name = "describe",
        description = "Show one request, certificate, lineage or grant in full, with everything that happened.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign describe request k3jw5q2mzv7xh4tbd6ra",
            "  countersign describe lineage demo/etcd-server/cp-1",
            "  countersign describe grant 8QzT...Xk4"
        })
public final class DescribeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(index = "0", paramLabel = "KIND", description = "request, certificate, lineage or grant.")
    private String kind;

    @Parameters(index = "1", paramLabel = "ID", description = "Which one; see countersign get --help.")
    private String id;

    public DescribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::describe);
    }

    private int describe() throws CliException, ProblemException {
        Views view = GetCommand.view(kind);
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        String path = GetCommand.resource(view, id);
        String text =
                switch (view) {
                    case REQUESTS -> request(registry.get(path));
                    case CERTIFICATES -> certificate(registry, registry.get(path));
                    case LINEAGES -> lineage(registry.get(path));
                    case GRANTS -> new SignedItems(terminal, read, registry).describeGrant(Digests.parse(id));
                    case STOPS ->
                        throw CliException.usage(
                                "a stop is said in its line of the list", "countersign get stops -o wide");
                    case REVOCATIONS, CRLS ->
                        throw CliException.usage(
                                "what there is to say of it stands in the resource itself",
                                "countersign get " + view.word() + " " + id + " -o yaml");
                    case CLUSTERS ->
                        throw CliException.usage(
                                "clusters have no history", "countersign get cluster " + id + " -o yaml");
                };
        terminal.out().print(text);
        return ExitCode.OK;
    }

    private static String request(JsonNode request) {
        Description description = new Description()
                .line("Request", request.path("id").asText())
                .line("Lineage", request.path("lineage").asText())
                .line("Profile", request.path("profile").asText())
                .line("State", request.path("state").asText())
                .line("Requester", request.path("requester").asText())
                .line("Reason", request.path("reason").asText(""))
                .names(request.path("names"));
        JsonNode order = request.path("order");
        if (order.isObject()) {
            List<String> persons = new ArrayList<>();
            order.path("persons").forEach(person -> persons.add(person.asText()));
            description
                    .line("Order", order.path("digest").asText())
                    .line(
                            "Approved by",
                            String.join(", ", persons) + " (" + persons.size() + " of "
                                    + order.path("needed").asInt() + " persons)");
        }
        JsonNode refusal = request.path("refusal");
        if (refusal.isObject()) {
            String code = refusal.path("code").asText();
            description
                    .line("Refusal", code + ": " + refusal.path("detail").asText())
                    .line(
                            "What to do",
                            RefusalCode.of(code).map(RefusalCode::remedy).orElse(""));
        }
        return description
                .line("Certificate", request.path("certificate").asText(""))
                .timeline(request.path("timeline"))
                .text();
    }

    /** A certificate's own past, and before it the past of its request. */
    private static String certificate(RestClient registry, JsonNode certificate) throws CliException, ProblemException {
        ArrayNode timeline = Json.TOLERANT.createArrayNode();
        certificate.path("timeline").forEach(timeline::add);
        String request = certificate.path("request").asText("");
        if (!request.isEmpty()) {
            Set<String> events = new HashSet<>();
            timeline.forEach(entry -> events.add(key(entry)));
            registry.get("/v1/requests/" + RestClient.segment(request))
                    .path("timeline")
                    .forEach(entry -> {
                        if (events.add(key(entry))) {
                            timeline.add(entry);
                        }
                    });
        }
        return new Description()
                .line("Certificate", certificate.path("fingerprint").asText())
                .line("Serial", certificate.path("serial").asText())
                .line("Lineage", certificate.path("lineage").asText())
                .line("Profile", certificate.path("profile").asText())
                .line("Issuer", certificate.path("issuer").asText())
                .line("State", certificate.path("state").asText())
                .line(
                        "Valid",
                        certificate.path("notBefore").asText() + " to "
                                + certificate.path("notAfter").asText())
                .names(certificate.path("names"))
                .line("Request", request)
                .line("Order", certificate.path("order").asText(""))
                .line("Log entry", certificate.path("entry").asText(""))
                .line("Intent event", certificate.path("intent").asText(""))
                .line("Issued event", certificate.path("event").asText(""))
                .timeline(timeline)
                .text();
    }

    private static String key(JsonNode entry) {
        return entry.path("at").asText() + " " + entry.path("what").asText();
    }

    private static String lineage(JsonNode lineage) {
        return new Description()
                .line("Lineage", lineage.path("lineage").asText())
                .line("Profile", lineage.path("profile").asText())
                .line("Issuer", lineage.path("issuer").asText())
                .line("Node", lineage.path("node").asText(""))
                .line("Newest", brief(lineage.path("newest")))
                .line("Installed", brief(lineage.path("installed")))
                .line("Served", brief(lineage.path("served")))
                .line("Pending", lineage.path("pendingRequest").asText(""))
                .timeline(lineage.path("timeline"))
                .text();
    }

    private static String brief(JsonNode certificate) {
        return certificate.isObject()
                ? "serial " + certificate.path("serial").asText() + ", until "
                        + certificate.path("notAfter").asText()
                : "";
    }
}
