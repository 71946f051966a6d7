package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.key.OpenKey;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.MessageType;
import io.countersign.orders.Order;
import io.countersign.orders.OrderWriter;
import io.countersign.orders.StrictJws;
import io.countersign.orders.TrustDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign deny}. */
@Command(
        name = "deny",
        description = "Deny requests; one approver suffices, and the denial is signed and logged like an approval.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  countersign deny k3jw5q2mzv7xh4tbd6ra --reason \"no ticket\" --key alice.key")
public final class DenyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Request ids.")
    private List<String> ids;

    @Option(names = "--reason", required = true, description = "Why, at most 200 characters; logged for ever.")
    private String reason;

    @Mixin
    private KeyOption key;

    public DenyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::deny);
    }

    private int deny() throws CliException, ProblemException {
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        TrustDocument trust = new TrustVersions(read, terminal).current(registry);
        Map<String, List<String>> byCluster = new TreeMap<>();
        for (String id : Ids.of("request", ids)) {
            JsonNode request = registry.get("/v1/requests/" + RestClient.segment(id));
            String cluster = request.path("lineage").asText().split("/", 2)[0];
            byCluster.computeIfAbsent(cluster, none -> new ArrayList<>()).add(id);
        }
        try (OpenKey open = key.open(terminal)) {
            for (Map.Entry<String, List<String>> cluster : byCluster.entrySet()) {
                registry.post("/v1/denials", denial(trust, open.key(), cluster.getKey(), cluster.getValue()));
                cluster.getValue().forEach(id -> terminal.out().println("request/" + id + " denied"));
            }
        }
        return ExitCode.OK;
    }

    private ObjectNode denial(TrustDocument trust, ApproverKey signer, String cluster, List<String> requests)
            throws CliException {
        try {
            Order order = new OrderWriter(trust, terminal.clock(), terminal.random()).deny(cluster, requests, reason);
            ObjectNode body = Json.TOLERANT.createObjectNode();
            body.put("payload", order.payload());
            body.set("approval", Json.TOLERANT.valueToTree(StrictJws.sign(MessageType.ORDER, order.payload(), signer)));
            return body;
        } catch (RefusedException e) {
            throw CliException.of(e);
        }
    }
}
