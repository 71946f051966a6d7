package io.countersign.contracts.corpus;

import static io.countersign.contracts.UnreadableReason.ID_MISMATCH;
import static io.countersign.contracts.UnreadableReason.NOT_AN_EVENT;
import static io.countersign.contracts.UnreadableReason.UNKNOWN_TYPE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.EventCodec;
import io.countersign.contracts.EventType;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.SampleEvents;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Envelopes that are not the ones Countersign writes. */
final class AttributeRows {
    private static final List<String> REQUIRED =
            List.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data");
    private static final List<String> PLACED = List.of("stream", "seq", "prevhash");
    private static final String DIGEST = Sha256.of(new byte[0]).toString();

    private AttributeRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("attribute missing", NOT_AN_EVENT, draw -> without(draw)),
                Row.of("attribute unknown", NOT_AN_EVENT, draw -> draw.event()
                        .with(unknown(draw), draw.any("", "x", "1.0"))
                        .octets()),
                Row.of("attribute not a text", NOT_AN_EVENT, AttributeRows::notText)
                        .times(96),
                Row.of("attribute empty", NOT_AN_EVENT, AttributeRows::empty),
                Row.of("other specversion", NOT_AN_EVENT, draw -> draw.event()
                        .with("specversion", draw.each("0.3", "1", "1.0 ", "1.1", "2.0", " 1.0", "1.00", "v1.0"))
                        .octets()),
                Row.of("other content type", NOT_AN_EVENT, draw -> draw.event()
                        .with(
                                "datacontenttype",
                                draw.each(
                                        "application/json; charset=utf-8",
                                        "text/json",
                                        "APPLICATION/JSON",
                                        "application/cloudevents+json",
                                        "application/json ",
                                        "*/*"))
                        .octets()),
                Row.of("time malformed", NOT_AN_EVENT, draw -> draw.event()
                        .with(
                                "time",
                                draw.each(
                                        "2026-11-22",
                                        "2026-11-22T10:15:30",
                                        "2026-11-22 10:15:30Z",
                                        "2026-13-22T10:15:30Z",
                                        "2026-02-30T10:15:30Z",
                                        "2026-11-22T25:00:00Z",
                                        "1795342530",
                                        "+9999999999-01-01T00:00:00Z",
                                        "now"))
                        .octets()),
                Row.of("time spelt otherwise", NOT_AN_EVENT, draw -> draw.event()
                        .with(
                                "time",
                                draw.each(
                                        "2026-11-22T10:15:30+00:00",
                                        "2026-11-22T11:15:30+01:00",
                                        "2026-11-22t10:15:30z",
                                        "2026-11-22T10:15:30.000Z",
                                        "2026-11-22T10:15:30.1Z",
                                        "2026-11-22T24:00:00Z",
                                        "2026-11-22T10:15:30.000001Z"))
                        .octets()),
                Row.of("place incomplete", NOT_AN_EVENT, AttributeRows::placeIncomplete),
                Row.of("place malformed", NOT_AN_EVENT, AttributeRows::placeMalformed),
                Row.of("data not an object", NOT_AN_EVENT, draw -> draw.event()
                        .with("data", draw.any(others(JsonNodeFactory.instance.objectNode())))
                        .asItIs()),
                Row.of("type unknown", UNKNOWN_TYPE, draw -> draw.event()
                        .with("type", type(draw))
                        .octets()),
                new Row("topic of others", UNKNOWN_TYPE, 2 * Row.LEAST, AttributeRows::strayed),
                Row.of("id of something else", ID_MISMATCH, AttributeRows::otherId),
                Row.of("id spelt otherwise", ID_MISMATCH, AttributeRows::idSpelt),
                Row.of("subject of others", ID_MISMATCH, draw -> {
                    Forge forge = draw.event();
                    forge.octets();
                    return forge.with("subject", subject(draw)).asItIs();
                }),
                Row.of("type of the same shape", ID_MISMATCH, AttributeRows::sameShape),
                Row.of("data changed", ID_MISMATCH, AttributeRows::dataChanged));
    }

    /** Values of every kind but that of the given one. */
    static List<JsonNode> others(JsonNode than) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return Stream.<JsonNode>of(
                        make.textNode("x"),
                        make.numberNode(1),
                        make.numberNode(0.5),
                        make.booleanNode(true),
                        make.nullNode(),
                        make.arrayNode(),
                        make.arrayNode().add(than),
                        make.objectNode(),
                        make.objectNode().put("a", "b"))
                .filter(value -> value.getNodeType() != than.getNodeType())
                .toList();
    }

    private static byte[] without(Draw draw) {
        String name = REQUIRED.get(draw.index() % REQUIRED.size());
        Forge forge = draw.event();
        forge.octets();
        return forge.without(name).asItIs();
    }

    private static String unknown(Draw draw) {
        return draw.each(
                "Data", "ID", "data_base64", "dataschema", "xid", "specVersion", "", "sequence", "key", "causationId");
    }

    private static byte[] notText(Draw draw) {
        List<String> names = Stream.of(REQUIRED, PLACED, List.of("causationid", "traceparent"))
                .flatMap(List::stream)
                .filter(name -> !name.equals("data"))
                .toList();
        String name = names.get(draw.index() % names.size());
        Forge forge = placed(draw.event());
        forge.octets();
        return forge.with(name, draw.any(others(JsonNodeFactory.instance.textNode(""))))
                .asItIs();
    }

    private static byte[] empty(Draw draw) {
        Forge forge = placed(draw.event());
        forge.octets();
        return forge.with(
                        draw.each(
                                "specversion",
                                "id",
                                "source",
                                "type",
                                "subject",
                                "time",
                                "datacontenttype",
                                "stream",
                                "seq",
                                "prevhash",
                                "causationid",
                                "traceparent"),
                        "")
                .asItIs();
    }

    static Forge placed(Forge forge) {
        return forge.with("stream", "countersign.lifecycle/3").with("seq", "7").with("prevhash", DIGEST);
    }

    private static byte[] placeIncomplete(Draw draw) {
        Forge forge = placed(draw.event());
        return switch (draw.index() % 5) {
            case 0 -> forge.without("stream").octets();
            case 1 -> forge.without("seq").octets();
            case 2 -> forge.without("prevhash").octets();
            case 3 -> forge.without("stream").without("seq").octets();
            default -> forge.without("stream").without("prevhash").octets();
        };
    }

    private static byte[] placeMalformed(Draw draw) {
        Forge forge = placed(draw.event());
        return draw.index() % 2 == 0
                ? forge.with(
                                "seq",
                                draw.any(
                                        "-1", "+7", "07", "7.0", "seven", " 7", "9223372036854775808", "\u0667", "1e3"))
                        .octets()
                : forge.with(
                                "prevhash",
                                draw.any(
                                        DIGEST + "=",
                                        DIGEST.substring(1),
                                        DIGEST + "A",
                                        "x",
                                        DIGEST.replace(DIGEST.charAt(0), '+')))
                        .octets();
    }

    private static String type(Draw draw) {
        String good = draw.event().type().wireName();
        return draw.each(
                good.replace(".v1", ".v2"),
                good.replace(".v1", ""),
                good.toUpperCase(Locale.ROOT),
                good.substring(EventType.PREFIX.length()),
                good + " ",
                good + ".v1",
                "io.countersign." + draw.word() + ".v1",
                "com.example" + good.substring("io.countersign".length()));
    }

    /** Every type meets another topic; the types of the log's own leaves meet each. */
    private static void strayed(Draw draw) throws UnreadableException {
        Forge forge = draw.event();
        List<Topic> others = Stream.of(Topic.values())
                .filter(topic -> forge.type().topic().filter(topic::equals).isEmpty())
                .toList();
        EventCodec.decode(draw.any(others), forge.octets());
    }

    private static byte[] otherId(Draw draw) {
        EventType other = draw.any(EventType.values());
        Forge forge = draw.event(type -> type != other);
        return forge.with("id", SampleEvents.of(other).id()).asItIs();
    }

    private static byte[] idSpelt(Draw draw) {
        Forge forge = draw.event();
        forge.octets();
        String id = forge.envelope().get("id").textValue();
        return forge.with(
                        "id",
                        draw.each(
                                id + "=",
                                id.substring(1),
                                " " + id,
                                id.toLowerCase(Locale.ROOT) + "x",
                                Sha256.parse(id).hex(),
                                "sha256:" + id,
                                "1"))
                .asItIs();
    }

    private static String subject(Draw draw) {
        String good = new Lineage("demo", "etcd-peer", "cp-1").toString();
        return draw.each(
                good + "0",
                good.toUpperCase(Locale.ROOT),
                good + "/",
                " " + good,
                "/" + good,
                draw.word(),
                good + "\u200b");
    }

    private static byte[] sameShape(Draw draw) {
        Forge forge = draw.event(type -> sibling(type, draw) != type);
        forge.octets();
        return forge.with("type", sibling(forge.type(), draw).wireName()).asItIs();
    }

    private static EventType sibling(EventType type, Draw draw) {
        List<EventType> siblings = Stream.of(EventType.values())
                .filter(other -> other != type && other.dataType() == type.dataType())
                .toList();
        return siblings.isEmpty() ? type : siblings.get(draw.index() % siblings.size());
    }

    /** One member that counts is another, or is gone, or one more is there. */
    private static byte[] dataChanged(Draw draw) {
        Forge forge = draw.event();
        forge.octets();
        ObjectNode data = forge.data();
        List<String> names = Stream.of(forge.type().dataType().getRecordComponents())
                .map(component -> component.getName())
                .filter(name -> data.has(name) && !forge.type().varying().contains(name))
                .toList();
        switch (draw.index() % 3) {
            case 0 -> data.put(draw.any(names), draw.word() + draw.word());
            case 1 -> data.remove(draw.any(names));
            default -> data.put("zz", draw.word());
        }
        return forge.asItIs();
    }
}
