package io.countersign.contracts.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Json;
import io.countersign.contracts.SampleEvents;
import io.countersign.contracts.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A sound event that is then spoilt in one respect; its id is made again, so that only what is wrong can be objected to. */
final class Forge {
    private final EventType type;
    private final ObjectNode tree;

    private Forge(EventType type, ObjectNode tree) {
        this.type = type;
        this.tree = tree;
    }

    static Forge of(EventType type) {
        try {
            return new Forge(type, (ObjectNode) Json.parse(SampleEvents.of(type).bytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EventType type() {
        return type;
    }

    ObjectNode envelope() {
        return tree;
    }

    ObjectNode data() {
        return (ObjectNode) tree.get("data");
    }

    Forge with(String attribute, String value) {
        tree.put(attribute, value);
        return this;
    }

    Forge with(String attribute, JsonNode value) {
        tree.set(attribute, value);
        return this;
    }

    Forge without(String attribute) {
        tree.remove(attribute);
        return this;
    }

    /** Canonical octets under the id that belongs to them. */
    byte[] octets() {
        tree.put("id", id(type, tree.path("subject").asText(), data()));
        return Json.canonical(tree);
    }

    /** Canonical octets under the id that is there. */
    byte[] asItIs() {
        return Json.canonical(tree);
    }

    /** The octets as text, for faults of spelling. */
    String text() {
        return new String(octets(), StandardCharsets.UTF_8);
    }

    /** As README and design say it, and not as the codec does it. */
    static String id(EventType type, String subject, ObjectNode data) {
        ObjectNode meaning = JsonNodeFactory.instance.objectNode();
        meaning.put("subject", subject).put("type", type.wireName());
        ObjectNode constant = meaning.putObject("data");
        data.properties().forEach(member -> {
            if (!type.varying().contains(member.getKey())) {
                constant.set(member.getKey(), member.getValue());
            }
        });
        return Sha256.of(Json.canonical(meaning)).toString();
    }

    /** Where one value stands in the data. */
    record Place(JsonNode holder, String member, int position, JsonNode value) {
        void put(JsonNode other) {
            if (holder instanceof ObjectNode object) {
                object.set(member, other);
            } else {
                ((ArrayNode) holder).set(position, other);
            }
        }

        void put(String other) {
            put(JsonNodeFactory.instance.textNode(other));
        }
    }

    /** Every such value at any depth of the data, but for the leaf of a receipt, which is an event of its own. */
    List<Place> places(Predicate<JsonNode> meant) {
        List<Place> places = new ArrayList<>();
        collect(data(), places);
        return places.stream().filter(place -> meant.test(place.value())).toList();
    }

    private static void collect(JsonNode node, List<Place> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                places.add(new Place(object, member.getKey(), -1, member.getValue()));
                if (!member.getKey().equals("leaf")) {
                    collect(member.getValue(), places);
                }
            });
        } else {
            for (int i = 0; i < node.size(); i++) {
                places.add(new Place(node, "", i, node.get(i)));
                collect(node.get(i), places);
            }
        }
    }
}
