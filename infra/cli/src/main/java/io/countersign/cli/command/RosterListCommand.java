package io.countersign.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Output;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.trust.TrustText;
import io.countersign.contracts.Json;
import io.countersign.orders.RosterEntry;
import io.countersign.orders.TrustContent;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign roster list}. */
@Command(
        name = "list",
        description = "List everybody whose signature counts, from the trust document in force.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  countersign roster list", "  countersign roster list -o yaml"})
public final class RosterListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TrustOption trust;

    @Option(
            names = {"-o", "--output"},
            description = "wide, json, yaml or name; default: a table.")
    private Output output = Output.TABLE;

    public RosterListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::list);
    }

    private int list() throws CliException, ProblemException {
        TrustContent content = trust.current(terminal).content();
        switch (output) {
            case JSON, YAML -> terminal.out().print(output.format(tree(content)));
            case NAME ->
                TrustText.sorted(content).stream()
                        .map(RosterEntry::person)
                        .distinct()
                        .forEach(person -> terminal.out().println("person/" + person));
            default ->
                terminal.out().print(TrustText.roster(content, terminal.clock().instant()));
        }
        return ExitCode.OK;
    }

    private static ObjectNode tree(TrustContent content) {
        ObjectNode list = Json.TOLERANT.createObjectNode();
        ArrayNode items = list.putArray("items");
        for (RosterEntry entry : TrustText.sorted(content)) {
            ObjectNode item = items.addObject();
            item.put("person", entry.person());
            item.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            ArrayNode roles = item.putArray("roles");
            entry.roles().stream()
                    .map(role -> role.name().toLowerCase(Locale.ROOT))
                    .sorted()
                    .forEach(roles::add);
            ArrayNode clusters = item.putArray("clusters");
            entry.clusters().stream().sorted().forEach(clusters::add);
            item.put("until", entry.until().toString());
            item.put("kid", entry.key().kid());
            item.put("alg", entry.key().algorithm().name());
        }
        return list;
    }
}
