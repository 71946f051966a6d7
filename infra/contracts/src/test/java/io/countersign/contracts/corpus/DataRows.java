package io.countersign.contracts.corpus;

import static io.countersign.contracts.UnreadableReason.BAD_DATA;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.EventType;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.Topic;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Data that has not the shape of its type, under an id that is right. */
final class DataRows {
    private static final int MANY = 160;
    private static final int DIGEST_CHARACTERS = 43;

    /** Ids of events and requests look like digests, but are only texts to the codec. */
    private static final Set<String> IDS = Set.of("intent", "first", "event", "request");

    private DataRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("member missing", BAD_DATA, DataRows::missing).times(MANY),
                Row.of("value null", BAD_DATA, DataRows::nothing).times(MANY),
                Row.of("value of another kind", BAD_DATA, DataRows::otherKind).times(MANY),
                Row.of("value wrapped in a list", BAD_DATA, DataRows::wrapped).times(MANY),
                Row.of("member unknown in an order", BAD_DATA, DataRows::unknown),
                Row.of(
                        "whole number as a text",
                        BAD_DATA,
                        draw -> put(draw, JsonNode::isNumber, value -> value.asText())),
                Row.of("number out of range", BAD_DATA, DataRows::outOfRange),
                Row.of("number not whole", BAD_DATA, DataRows::fraction),
                Row.of("digest malformed", BAD_DATA, DataRows::badDigest).times(64),
                Row.of("base64 malformed", BAD_DATA, draw -> put(draw, is("AAEC/w=="), value -> base64(draw))),
                Row.of(
                        "lineage malformed",
                        BAD_DATA,
                        draw -> put(draw, is("demo/etcd-peer/cp-1"), value -> lineage(draw))),
                Row.of("serial malformed", BAD_DATA, draw -> put(draw, is("4f1a"), value -> serial(draw))),
                Row.of("instant malformed", BAD_DATA, draw -> put(draw, DataRows::isInstant, value -> instant(draw))),
                Row.of("instant as a number", BAD_DATA, DataRows::instantAsNumber),
                Row.of("reason unknown", BAD_DATA, DataRows::reason));
    }

    private interface Respelling {
        String of(JsonNode value);
    }

    /** Another text in one such place of an event that has one. */
    private static byte[] put(Draw draw, Predicate<JsonNode> meant, Respelling respelling) {
        Forge forge = draw.event(having(meant));
        Forge.Place place = draw.place(forge, meant);
        place.put(respelling.of(place.value()));
        return forge.octets();
    }

    private static Predicate<EventType> having(Predicate<JsonNode> meant) {
        return type -> !Forge.of(type).places(meant).isEmpty();
    }

    private static Predicate<JsonNode> is(String text) {
        return value -> text.equals(value.textValue());
    }

    private static boolean isDigest(JsonNode value) {
        return value.isTextual() && value.textValue().length() == DIGEST_CHARACTERS;
    }

    private static boolean isInstant(JsonNode value) {
        return value.isTextual() && value.textValue().matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    private static List<Forge.Place> digests(Forge forge) {
        return forge.places(DataRows::isDigest).stream()
                .filter(place -> !IDS.contains(place.member()))
                .toList();
    }

    private static byte[] badDigest(Draw draw) {
        Forge forge = draw.event(type -> !digests(Forge.of(type)).isEmpty());
        Forge.Place place = draw.any(digests(forge));
        place.put(digest(draw, place.value()));
        return forge.octets();
    }

    private static byte[] missing(Draw draw) {
        Forge forge = draw.event();
        forge.data().remove(draw.any(required(forge.type())));
        return forge.octets();
    }

    private static List<String> required(EventType type) {
        ObjectNode data = Forge.of(type).data();
        List<String> optional = Stream.of(type.dataType().getRecordComponents())
                .filter(component -> component.getType() == Optional.class)
                .map(RecordComponent::getName)
                .toList();
        return data.properties().stream()
                .map(member -> member.getKey())
                .filter(name -> !optional.contains(name))
                .toList();
    }

    private static byte[] nothing(Draw draw) {
        Forge forge = draw.event();
        draw.place(forge, value -> true).put(JsonNodeFactory.instance.nullNode());
        return forge.octets();
    }

    /** But for the leaf of a receipt, which the reader of receipts decodes. */
    private static byte[] otherKind(Draw draw) {
        Forge forge = draw.event();
        Forge.Place place = draw.any(forge.places(value -> true).stream()
                .filter(candidate -> !candidate.member().equals("leaf"))
                .toList());
        place.put(draw.any(AttributeRows.others(place.value())));
        return forge.octets();
    }

    private static byte[] wrapped(Draw draw) {
        Forge forge = draw.event();
        Forge.Place place = draw.any(forge.places(value -> !value.isArray()).stream()
                .filter(candidate -> !candidate.member().equals("leaf"))
                .toList());
        place.put(JsonNodeFactory.instance.arrayNode().add(place.value()));
        return forge.octets();
    }

    private static byte[] unknown(Draw draw) {
        Forge forge = draw.event(type ->
                type.topic().map(Topic::kind).filter(Topic.Kind.ORDER::equals).isPresent());
        String name = draw.each("zz", "Payload", "payload ", "items", "approval", "__proto__", "");
        List<Forge.Place> objects = forge.places(JsonNode::isObject);
        ObjectNode holder = draw.index() % 2 == 0
                ? forge.data()
                : (ObjectNode) draw.any(objects).value();
        holder.put(name, draw.word());
        return forge.octets();
    }

    private static byte[] outOfRange(Draw draw) {
        Forge forge = draw.event(having(JsonNode::isNumber));
        Forge.Place place = draw.place(forge, JsonNode::isNumber);
        // As doubles, which is how canonical JSON writes what is beyond 2^53; none of them fits 64 bits.
        place.put(JsonNodeFactory.instance.numberNode(draw.each(1e19, -1e19, 9.3e18, 1e300, -1e300, 1e21, 1e30)));
        return forge.octets();
    }

    private static byte[] fraction(Draw draw) {
        Forge forge = draw.event(having(JsonNode::isNumber));
        draw.place(forge, JsonNode::isNumber)
                .put(JsonNodeFactory.instance.numberNode(draw.each(0.5, -0.5, 1.25, 7.000001, 1e-7)));
        return forge.octets();
    }

    private static String digest(Draw draw, JsonNode value) {
        String good = value.textValue();
        return draw.each(
                good + "=",
                good.substring(1),
                good + "A",
                "",
                Sha256.parse(good).hex(),
                good.substring(0, 42) + other(good.charAt(42)),
                "+" + good.substring(1),
                "/" + good.substring(1),
                " " + good);
    }

    /** Same octets, other unused bits. */
    private static char other(char last) {
        return (char) (last + 1);
    }

    private static String base64(Draw draw) {
        return draw.each(
                "AAEC/w", "AAEC_w==", "AAEC/w=", "AAEC/x==", " AAEC/w==", "AAEC\n/w==", "AAEC/w==AA", "=", "A");
    }

    private static String lineage(Draw draw) {
        return draw.each(
                "demo/etcd-peer",
                "demo/etcd-peer/cp-1/x",
                "Demo/etcd-peer/cp-1",
                "demo//cp-1",
                "demo/etcd-peer/",
                "demo/etcd_peer/cp-1",
                "../etcd-peer/cp-1",
                "demo/etcd-peer/cp-1 ",
                "demo/etcd-peer/-cp",
                "demo/etcd-peer/" + "x".repeat(254),
                "");
    }

    private static String serial(Draw draw) {
        return draw.each(
                "0", "-1", "4F1A", "04f1a", "0x4f1a", "4f1a ", "", "4g", "f".repeat(41), "8" + "0".repeat(39), "4f:1a");
    }

    private static String instant(Draw draw) {
        return draw.each(
                "2026-11-22",
                "2026-11-22T10:15:30",
                "2026-11-22T10:15:30+00:00",
                "2026-11-22T10:15:30.000Z",
                "2026-11-22t10:15:30z",
                "2026-13-01T00:00:00Z",
                "2026-11-22T24:00:00Z",
                "1795342530",
                "1795342530.5",
                "now",
                " 2026-11-22T10:15:30Z",
                "");
    }

    private static byte[] instantAsNumber(Draw draw) {
        Forge forge = draw.event(having(DataRows::isInstant));
        draw.place(forge, DataRows::isInstant)
                .put(JsonNodeFactory.instance.numberNode(draw.each(0L, 1_795_342_530L, -1L, 1_795_342_530_000L)));
        return forge.octets();
    }

    private static byte[] reason(Draw draw) {
        String good = RevocationReason.KEY_COMPROMISE.wireName();
        Forge forge = Forge.of(EventType.CERTIFICATE_REVOKED);
        forge.data()
                .put(
                        "reason",
                        draw.each(
                                "certificateHold",
                                "removeFromCRL",
                                good.toLowerCase(Locale.ROOT),
                                "KEY_COMPROMISE",
                                "key-compromise",
                                good + " ",
                                "",
                                "1",
                                "unused",
                                draw.word()));
        return forge.octets();
    }
}
