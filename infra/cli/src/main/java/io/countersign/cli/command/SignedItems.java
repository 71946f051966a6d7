package io.countersign.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.cli.CliException;
import io.countersign.cli.Context;
import io.countersign.cli.Terminal;
import io.countersign.cli.grant.GrantPreview;
import io.countersign.cli.grant.ReceivedGrant;
import io.countersign.cli.render.Description;
import io.countersign.cli.rest.ProblemException;
import io.countersign.cli.rest.RestClient;
import io.countersign.cli.stop.KnownStops;
import io.countersign.cli.trust.TrustVersions;
import io.countersign.contracts.Sha256;
import io.countersign.orders.GrantText;
import io.countersign.orders.TrustDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Grants and stops as what people signed says them. */
final class SignedItems {
    private final RestClient registry;
    private final TrustDocument trust;
    private final Instant now;

    SignedItems(Terminal terminal, Context context, RestClient registry) throws CliException, ProblemException {
        this.registry = registry;
        this.trust = new TrustVersions(context, terminal).current(registry);
        this.now = terminal.clock().instant();
    }

    List<JsonNode> grants(String query) throws CliException, ProblemException {
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode grant : registry.list("/v1/grants" + query)) {
            items.add(ReceivedGrant.read(grant).item(trust, now));
        }
        return items;
    }

    JsonNode grant(Sha256 digest) throws CliException, ProblemException {
        return received(digest).item(trust, now);
    }

    String describeGrant(Sha256 digest) throws CliException, ProblemException {
        ReceivedGrant received = received(digest);
        JsonNode item = received.item(trust, now);
        List<String> persons = new ArrayList<>();
        item.path("persons").forEach(person -> persons.add(person.asText()));
        Description description = new Description()
                .line("Grant", item.path("digest").asText())
                .line("Cluster", item.path("cluster").asText())
                .line("State", item.path("state").asText())
                .line(
                        "Approved by",
                        String.join(", ", persons) + " (" + persons.size() + " of "
                                + item.path("needed").asText("?") + " persons)")
                .line("Requester", item.path("requester").asText())
                .line("Reason", item.path("reason").asText())
                .line("Signed from", item.path("issuedAt").asText())
                .line("Check", item.path("check").asText())
                .line("Renewals left", item.path("left").asText());
        GrantPreview preview = new GrantPreview(trust, now);
        for (GrantText text : received.texts()) {
            preview.grant(text, Optional.empty());
        }
        return description.text() + preview.text();
    }

    List<JsonNode> stops() throws CliException, ProblemException {
        return KnownStops.of(registry, trust, now).items();
    }

    JsonNode stop(Sha256 digest) throws CliException, ProblemException {
        return stops().stream()
                .filter(item -> item.path("digest").asText().equals(digest.toString()))
                .findFirst()
                .orElseThrow(() -> CliException.failed("no stop " + digest, "countersign get stops"));
    }

    private ReceivedGrant received(Sha256 digest) throws CliException, ProblemException {
        ReceivedGrant received = ReceivedGrant.read(registry.get("/v1/grants/" + digest));
        received.requireIs(digest);
        return received;
    }
}
