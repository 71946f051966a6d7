package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.ContextOption;
import io.countersign.cli.ExitCode;
import io.countersign.cli.Terminal;
import io.countersign.cli.render.Output;
import io.countersign.cli.render.Views;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.cli.trust.VerifiedCertificate;
import io.countersign.contracts.Json;
import io.countersign.orders.TrustDocument;
import io.countersign.x509.CertificateFaultException;
import io.countersign.x509.IssuedCertificate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign get}. */
@Command(
        name = "get",
        description = {
            "List requests, certificates, lineages, clusters, grants, stops, revocations or crls, or get one of them.",
            "Of grants, stops, revocations and CRLs every signature is checked here: the registry's word is only the",
            "state of a grant, or of a revocation that is not effective yet. With -o pem certificates are, too."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  countersign get requests --state submitted",
            "  countersign get lineages --cluster demo -o wide",
            "  countersign get certificates -o json",
            "  countersign get grants --cluster demo -o wide",
            "  countersign get stops",
            "  countersign get revocations --cluster demo",
            "  countersign get crl demo/etcd-ca -o pem > etcd-ca.crl",
            "  countersign get certificate k3jw5q2mzv7xh4tbd6ra -o pem > server.crt"
        })
public final class GetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ContextOption context;

    @Parameters(
            index = "0",
            paramLabel = "KIND",
            description = "requests, certificates, lineages, clusters, grants, stops, revocations or crls.")
    private String kind;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ID",
            description = "One of them: a request's id; a certificate's fingerprint, serial or request id; a lineage "
                    + "cluster/component/instance; the digest of a grant, stop or revocation; a CRL's cluster/issuer.")
    private String id;

    @Option(names = "--cluster", description = "Only of this cluster.")
    private String cluster;

    @Option(names = "--component", description = "Only of this component.")
    private String component;

    @Option(names = "--lineage", description = "Only grants that cover this lineage.")
    private String lineage;

    @Option(names = "--state", description = "Only in this state, for example submitted.")
    private String state;

    @Option(
            names = {"-o", "--output"},
            description = "wide, json, yaml, name, or pem for one certificate or CRL; default: a table.")
    private Output output = Output.TABLE;

    public GetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return new Errors(terminal).guard(this::get);
    }

    private int get() throws CliException, ProblemException {
        Views view = view(kind);
        if (output == Output.PEM && ((view != Views.CERTIFICATES && view != Views.CRLS) || id == null)) {
            throw CliException.usage("-o pem is for one certificate or CRL", "countersign get certificate ID -o pem");
        }
        Context read = context.read();
        RestClient registry = Clients.registry(read);
        if (view == Views.GRANTS || view == Views.STOPS) {
            signed(view, new SignedItems(terminal, read, registry));
        } else if (view == Views.REVOCATIONS || view == Views.CRLS) {
            verified(view, new RevocationItems(terminal, read, registry));
        } else if (id == null) {
            print(view, registry.list(view.path() + query(view)));
        } else if (output == Output.PEM) {
            terminal.out().print(pem(read, registry));
        } else if (view == Views.CLUSTERS) {
            printOne(view, cluster(registry));
        } else {
            printOne(view, registry.get(resource(view)));
        }
        return ExitCode.OK;
    }

    /** What is written into files is verified first: a registry that lies shall not choose what is served. */
    private String pem(Context read, RestClient registry) throws CliException, ProblemException {
        TrustDocument trust = new TrustVersions(read, terminal).current(registry);
        byte[] shown = registry.bytes(resource(Views.CERTIFICATES), "application/x-pem-file");
        try {
            IssuedCertificate certificate = VerifiedCertificate.ofPem(
                            new String(shown, StandardCharsets.US_ASCII), trust)
                    .certificate();
            String asked = Ids.of("certificate", id);
            if (asked.matches("[0-9a-f]{64}")
                    && !asked.equals(certificate.fingerprint().hex())) {
                throw new CertificateFaultException("it is another one than asked for");
            }
            return certificate.pem();
        } catch (CertificateFaultException e) {
            throw CliException.failed(
                    "the registry's certificate " + id + " does not count: " + e.getMessage(),
                    "do not use it; countersign get certificate " + id + " -o json shows it unverified",
                    e);
        }
    }

    /** Items made from what people signed instead of what the registry says of it. */
    private void signed(Views view, SignedItems items) throws CliException, ProblemException {
        if (id != null) {
            printOne(view, view == Views.GRANTS ? items.grant(Digests.parse(id)) : items.stop(Digests.parse(id)));
        } else {
            print(view, view == Views.GRANTS ? items.grants(query(view)) : items.stops());
        }
    }

    /** CRLs as their CA signed them, and revocations as those CRLs show them. */
    private void verified(Views view, RevocationItems items) throws CliException, ProblemException {
        if (output == Output.PEM) {
            terminal.out().print(items.pem(Ids.of(view.word(), id)));
        } else if (view == Views.CRLS) {
            if (id == null) {
                print(view, items.crls(Optional.ofNullable(cluster)));
            } else {
                printOne(view, items.crl(Ids.of(view.word(), id)));
            }
        } else if (id == null) {
            print(view, items.revocations(query(view)));
        } else {
            printOne(view, items.revocation(Digests.parse(id)));
        }
    }

    static Views view(String word) throws CliException {
        return Arrays.stream(Views.values())
                .filter(view -> word.equals(view.word()) || word.equals(view.word() + "s"))
                .findFirst()
                .orElseThrow(() -> CliException.usage(
                        "there are no '" + word + "'",
                        "get requests, certificates, lineages, clusters, grants, stops, revocations or crls"));
    }

    private String resource(Views view) {
        return resource(view, id);
    }

    static String resource(Views view, String id) {
        String bare = Ids.of(view.word(), id);
        // A lineage is three segments of the path; every other id is one.
        return view.path() + "/"
                + String.join(
                        "/",
                        Arrays.stream(view == Views.LINEAGES ? bare.split("/", -1) : new String[] {bare})
                                .map(RestClient::segment)
                                .toList());
    }

    private JsonNode cluster(RestClient registry) throws CliException, ProblemException {
        String name = Ids.of("cluster", id);
        return registry.list("/v1/clusters").stream()
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> CliException.failed("no cluster '" + name + "'", "countersign get clusters"));
    }

    private String query(Views view) {
        List<String> query = new ArrayList<>();
        if (view != Views.CLUSTERS) {
            add(query, "cluster", cluster);
        }
        if (view == Views.GRANTS) {
            add(query, "lineage", lineage);
        } else if (view != Views.CLUSTERS && view != Views.REVOCATIONS) {
            add(query, "component", component);
        }
        if (view == Views.REQUESTS || view == Views.CERTIFICATES) {
            add(query, "state", state);
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private static void add(List<String> query, String name, String value) {
        if (value != null) {
            query.add(name + "=" + RestClient.segment(value));
        }
    }

    private void print(Views view, List<JsonNode> items) {
        switch (output) {
            case JSON, YAML -> {
                ObjectNode list = Json.TOLERANT.createObjectNode();
                list.putArray("items").addAll(items);
                terminal.out().print(output.format(list));
            }
            case NAME -> items.forEach(item -> terminal.out().println(view.name(item)));
            default -> {
                if (items.isEmpty()) {
                    terminal.err().println("none found");
                } else {
                    terminal.out()
                            .print(view.table(
                                    items,
                                    output == Output.WIDE,
                                    terminal.clock().instant()));
                }
            }
        }
    }

    private void printOne(Views view, JsonNode item) {
        if (output.structured()) {
            terminal.out().print(output.format(item));
        } else {
            print(view, List.of(item));
        }
    }
}
