package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.Terminal;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.revoke.CrlFinding;
import io.countersign.cli.revoke.CrlSource;
import io.countersign.cli.revoke.ReceivedRevocation;
import io.countersign.cli.revoke.RevocationOutcome;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.CrlEntry;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RevocationCheck;
import io.countersign.orders.RevocationSoFar;
import io.countersign.orders.Stops;
import io.countersign.orders.TrustDocument;
import io.countersign.orders.TrustedIssuer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** CRLs that verified here, and revocations as signatures and CRLs say them. */
final class RevocationItems {
    private final RestClient registry;
    private final TrustDocument trust;
    private final Instant now;
    private final Map<TrustedIssuer, CrlFinding> looked = new HashMap<>();

    RevocationItems(Terminal terminal, Context context, RestClient registry) throws CliException, ProblemException {
        this.registry = registry;
        this.trust = new TrustVersions(context, terminal).current(registry);
        this.now = terminal.clock().instant();
    }

    /** One for every CA that should have a CRL, also where there is none. */
    List<JsonNode> crls(Optional<String> cluster) throws CliException, ProblemException {
        List<TrustedIssuer> issuers = trust.issuers().stream()
                .filter(TrustedIssuer::hasCrl)
                .filter(issuer -> cluster.isEmpty() || cluster.get().equals(issuer.cluster()))
                .sorted(Comparator.comparing(TrustedIssuer::cluster).thenComparing(TrustedIssuer::name))
                .toList();
        List<JsonNode> items = new ArrayList<>();
        for (TrustedIssuer issuer : issuers) {
            items.add(item(look(issuer)));
        }
        return items;
    }

    JsonNode crl(String name) throws CliException, ProblemException {
        return item(named(name));
    }

    String pem(String name) throws CliException, ProblemException {
        CrlFinding finding = named(name);
        return finding.crl()
                .orElseThrow(() -> CliException.failed(
                        name + ": " + finding.fault().orElse("-"),
                        "do not install it; the signer's spool, folder crls, has a copy"))
                .pem();
    }

    List<JsonNode> revocations(String query) throws CliException, ProblemException {
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode shown : registry.list("/v1/revocations" + query)) {
            items.add(item(ReceivedRevocation.read(shown)));
        }
        return items;
    }

    JsonNode revocation(Sha256 digest) throws CliException, ProblemException {
        return item(ReceivedRevocation.read(registry.get("/v1/revocations/" + digest))
                .requireIs(digest));
    }

    private CrlFinding named(String name) throws CliException, ProblemException {
        String[] parts = name.split("/", -1);
        Optional<TrustedIssuer> issuer = parts.length == 2 ? trust.issuer(parts[0], parts[1]) : Optional.empty();
        return look(issuer.filter(TrustedIssuer::hasCrl)
                .orElseThrow(() -> CliException.failed("no CRL of '" + name + "'", "countersign get crls lists them")));
    }

    private CrlFinding look(TrustedIssuer issuer) throws CliException, ProblemException {
        CrlFinding finding = looked.get(issuer);
        if (finding == null) {
            finding = CrlFinding.look(CrlSource.of(registry), issuer, now);
            looked.put(issuer, finding);
        }
        return finding;
    }

    private static ObjectNode item(CrlFinding finding) {
        ObjectNode item = Json.TOLERANT.createObjectNode();
        item.put("cluster", finding.issuer().cluster());
        item.put("issuer", finding.issuer().name());
        finding.crl().ifPresent(crl -> {
            item.put("number", crl.number());
            item.put("thisUpdate", crl.thisUpdate().toString());
            item.put("nextUpdate", crl.nextUpdate().toString());
            item.put("tbs", crl.tbs().toString());
        });
        ArrayNode entries = item.putArray("entries");
        for (CrlEntry entry : finding.entries()) {
            entries.addObject()
                    .put("serial", entry.serial().toString())
                    .put("at", entry.at().toString())
                    .put("reason", entry.reason().wireName());
        }
        item.put("check", finding.fault().orElse("ok"));
        return item;
    }

    private ObjectNode item(ReceivedRevocation received) throws CliException, ProblemException {
        Optional<TrustedIssuer> issuer = trust.issuer(received.order().issuer());
        if (issuer.isEmpty()) {
            ObjectNode item = Json.TOLERANT.createObjectNode();
            item.put("digest", received.order().digest().toString());
            item.put("state", "unknown");
            item.put("check", "its CA is not in the trust document");
            return item;
        }
        CrlFinding crl = look(issuer.get());
        boolean shown = crl.shows(received.order());
        Set<String> persons = Set.of();
        int needed = 0;
        String check = "ok";
        boolean complete = false;
        try {
            RevocationSoFar soFar = ReceivedRevocation.forRegistry(
                    RevocationCheck.soFar(trust, Stops.NONE, received.signed(), crl.entries(), now), received.needed());
            persons = soFar.persons();
            needed = soFar.needed();
            complete = soFar.isComplete();
        } catch (RefusedException e) {
            check = e.refusal().code().code();
        }
        String state = shown ? "effective" : state(received, complete);
        if (!shown && received.state().equals("effective")) {
            check = "the registry says effective, its CRL does not: "
                    + crl.fault().orElse("serials are missing");
        }
        ObjectNode item = RevocationOutcome.item(
                received.order(), issuer.get(), persons, needed, state, shown ? crl.crl() : Optional.empty());
        item.put("check", check);
        return item;
    }

    private static String state(ReceivedRevocation received, boolean complete) {
        if (received.state().equals("refused")) {
            return "refused: " + received.refusal();
        }
        return complete ? "ordered" : "gathering";
    }
}
