package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Attention;
import io.countersign.cli.render.Expirations;
import io.countersign.cli.render.Expirations.Authority;
import io.countersign.cli.render.Expirations.Leaf;
import io.countersign.cli.render.Output;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Json;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign certs check-expiration}. */
@Command(
        name = "check-expiration",
        description = {
            "Show when certificates expire, in kubeadm's columns and with its JSON member names.",
            "Attention is needed when less than 720h and less than a third of the life are left; users and super-admin "
                    + "are meant to run out."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign certs check-expiration --cluster demo",
            "  countersign certs check-expiration --cluster demo -o json | jq '.certificates[].name'",
            "",
            "Exit codes: 0 nothing to do, 3 something needs attention within 720h."
        })
public final class CheckExpirationCommand implements Callable<Integer> {
    /** Components that live in a kubeconfig; kubeadm lists them by its file name (kubernetes-pki 1.2). */
    private static final Set<String> KUBECONFIGS = Set.of("admin", "super-admin", "controller-manager", "scheduler");

    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Option(names = "--cluster", description = "Only this cluster; default: every cluster of the trust document.")
    private String cluster;

    @Option(
            names = {"-o", "--output"},
            description = "json or yaml; default: kubeadm's tables.")
    private Output output = Output.TABLE;

    public CheckExpirationCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::check);
    }

    private int check() throws CliException, ProblemException {
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        TrustDocument trust = new TrustVersions(read, terminal).current(registry);
        Instant now = terminal.clock().instant();
        List<String> attention = new ArrayList<>();
        ArrayNode trees = Json.TOLERANT.createArrayNode();
        for (TrustedCluster one : clusters(trust)) {
            List<JsonNode> lineages = registry.list("/v1/lineages?cluster=" + RestClient.segment(one.name()));
            Expirations expirations = new Expirations(
                    lineages.stream()
                            .map(lineage -> leaf(lineage, now, attention))
                            .toList(),
                    one.issuers().entrySet().stream()
                            .map(issuer -> new Authority(
                                    issuer.getKey(), issuer.getValue().notAfter()))
                            .toList(),
                    now);
            trees.add(expirations.tree());
            if (!output.structured()) {
                terminal.out()
                        .println("[check-expiration] Reading the inventory of cluster " + one.name() + " from "
                                + registry.server());
                terminal.out().println();
                terminal.out().println(expirations.text());
            }
        }
        if (output.structured()) {
            terminal.out().print(output.format(trees.size() == 1 ? trees.get(0) : list(trees)));
        }
        if (attention.isEmpty()) {
            return ExitCode.OK;
        }
        terminal.err()
                .println(attention.size() + (attention.size() == 1 ? " certificate needs" : " certificates need")
                        + " attention within 720h:");
        attention.forEach(line -> terminal.err().println("  " + line));
        return ExitCode.ATTENTION;
    }

    private List<TrustedCluster> clusters(TrustDocument trust) throws CliException {
        if (cluster == null) {
            return trust.content().clusters();
        }
        return List.of(trust.cluster(cluster)
                .orElseThrow(() -> CliException.failed(
                        "the trust document has no cluster '" + cluster + "'", "countersign get clusters")));
    }

    private static Leaf leaf(JsonNode lineage, Instant now, List<String> attention) {
        JsonNode newest = lineage.path("newest");
        String component = lineage.path("component").asText();
        Instant notBefore = Instant.parse(newest.path("notBefore").asText());
        Instant notAfter = Instant.parse(newest.path("notAfter").asText());
        JsonNode served = lineage.path("served");
        boolean older = served.isObject() && !served.path("fingerprint").equals(newest.path("fingerprint"));
        Instant end = older ? Instant.parse(served.path("notAfter").asText()) : notAfter;
        Instant start = older ? Instant.parse(served.path("notBefore").asText()) : notBefore;
        if (Attention.needed(component, start, end, now)) {
            attention.add(lineage.path("lineage").asText() + " "
                    + (now.isBefore(end) ? "expires " : "expired ") + end
                    + (older ? ", served although a newer one was issued" : ""));
        }
        return new Leaf(
                KUBECONFIGS.contains(component) ? component + ".conf" : component,
                lineage.path("instance").asText(),
                notBefore,
                notAfter,
                lineage.path("issuer").asText(),
                served.isObject() ? older ? "NO: still " + served.path("serial").asText() : "yes" : "-");
    }

    private static ObjectNode list(ArrayNode items) {
        ObjectNode list = Json.TOLERANT.createObjectNode();
        list.put("kind", "List");
        list.put("apiVersion", "v1");
        list.set("items", items);
        return list;
    }
}
