package io.countersign.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.orders.GrantText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Grants that differ from a good one. */
final class Grants {
    private Grants() {}

    static GrantText with(GrantText grant, Consumer<ObjectNode> change) throws Exception {
        ObjectNode tree = (ObjectNode) Json.STRICT.readTree(grant.text());
        change.accept(tree);
        return GrantText.parse(new String(Json.canonical(tree), StandardCharsets.UTF_8));
    }

    static GrantText life(GrantText grant, Duration life) throws Exception {
        return with(grant, tree -> tree.put("life", life.toSeconds()));
    }

    static GrantText gap(GrantText grant, Duration gap) throws Exception {
        return with(grant, tree -> tree.put("gap", gap.toSeconds()));
    }

    static GrantText since(GrantText grant, Instant since) throws Exception {
        return with(grant, tree -> tree.put("since", since.getEpochSecond()));
    }

    static GrantText until(GrantText grant, Instant until) throws Exception {
        return with(grant, tree -> tree.put("until", until.getEpochSecond()));
    }
}
