package io.countersign.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A good JSON object in spellings and shapes that loose readers would take. */
final class JsonAttacks {
    private final ObjectNode good;

    JsonAttacks(byte[] json) {
        try {
            this.good = (ObjectNode) Json.parse(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The canonical bytes after a change. */
    byte[] with(Consumer<ObjectNode> change) {
        ObjectNode changed = good.deepCopy();
        change.accept(changed);
        return Json.canonical(changed);
    }

    /** What is no strict JSON object, whatever its members. */
    Map<String, byte[]> spellings() {
        String json = new String(Json.canonical(good), StandardCharsets.UTF_8);
        String inner = json.substring(1, json.length() - 1);
        String first = inner.substring(0, inner.indexOf(':') + 1);
        Map<String, byte[]> made = new TreeMap<>();
        Map.ofEntries(
                        Map.entry("a member twice", "{" + first + "0," + inner + "}"),
                        Map.entry("a value behind", json + "{}"),
                        Map.entry("a comma behind", json + ","),
                        Map.entry("a comma at the end", "{" + inner + ",}"),
                        Map.entry("a comma at the start", "{," + inner + "}"),
                        Map.entry("a comment", "{/* */" + inner + "}"),
                        Map.entry("a line comment", "{//\n" + inner + "}"),
                        Map.entry("a hash comment", "{#\n" + inner + "}"),
                        Map.entry("an array around", "[" + json + "]"),
                        Map.entry("a text", "\"" + first.replace("\"", "") + "\""),
                        Map.entry("null", "null"),
                        Map.entry("a number", "1"),
                        Map.entry("nothing", " "),
                        Map.entry("an empty object", "{}"),
                        Map.entry("single quotes", json.replace('"', '\'')),
                        Map.entry(
                                "unquoted names",
                                "{" + first.replace("\"", "") + inner.substring(first.length()) + "}"),
                        Map.entry("cut off", json.substring(0, json.length() - 1)),
                        Map.entry("a byte order mark", "\ufeff" + json),
                        Map.entry("a vertical tab", "\u000b" + json),
                        Map.entry("NaN", "{\"x\":NaN," + inner + "}"),
                        Map.entry("deep", "{\"x\":" + "[".repeat(40) + "]".repeat(40) + "," + inner + "}"))
                .forEach((name, text) -> made.put(name, text.getBytes(StandardCharsets.UTF_8)));
        made.put("UTF-16", json.getBytes(StandardCharsets.UTF_16));
        made.put("UTF-32", json.getBytes(Charset.forName("UTF-32")));
        byte[] broken = json.getBytes(StandardCharsets.UTF_8);
        broken[broken.length / 2] = (byte) 0xff;
        made.put("a broken octet", broken);
        return made;
    }

    /** Each member gone, anywhere in the tree but below an array's first entry. */
    Map<String, byte[]> withoutEach() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        everyObject("", good, path -> ((ObjectNode) good.at(path))
                .fieldNames()
                .forEachRemaining(name -> made.put(
                        "without " + path + "/" + name, with(tree -> ((ObjectNode) tree.at(path)).remove(name)))));
        return made;
    }

    /** One member more than there should be, in every object. */
    Map<String, byte[]> withOneMore() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        everyObject("", good, path -> {
            for (String name : new String[] {"comment", "x5c", "V", ""}) {
                made.put("with " + path + "/'" + name + "'", with(tree -> ((ObjectNode) tree.at(path)).put(name, "x")));
            }
        });
        return made;
    }

    /** Each member of another kind than it is. */
    Map<String, byte[]> withOtherKinds() {
        Map<String, byte[]> made = new LinkedHashMap<>();
        everyObject("", good, path -> ((ObjectNode) good.at(path)).fieldNames().forEachRemaining(name -> {
            made.put(path + "/" + name + " null", with(tree -> ((ObjectNode) tree.at(path)).putNull(name)));
            made.put(path + "/" + name + " a fraction", with(tree -> ((ObjectNode) tree.at(path)).put(name, 1.5)));
            made.put(path + "/" + name + " wrapped", with(tree -> {
                ObjectNode object = (ObjectNode) tree.at(path);
                JsonNode value = object.get(name);
                object.putArray(name).addArray().add(value);
            }));
        }));
        return made;
    }

    private static void everyObject(String path, JsonNode node, Consumer<String> visit) {
        if (node instanceof ObjectNode object) {
            visit.accept(path);
            object.fieldNames().forEachRemaining(name -> everyObject(path + "/" + name, object.get(name), visit));
        } else if (node instanceof ArrayNode array && !array.isEmpty()) {
            everyObject(path + "/0", array.get(0), visit);
        }
    }
}
