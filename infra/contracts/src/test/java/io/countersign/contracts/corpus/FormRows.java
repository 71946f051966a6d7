package io.countersign.contracts.corpus;

import static io.countersign.contracts.UnreadableReason.NOT_CANONICAL;
import static io.countersign.contracts.UnreadableReason.NOT_JSON;
import static io.countersign.contracts.UnreadableReason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.contracts.Topic;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** Octets that are not one JSON object in its one spelling. */
final class FormRows {
    private static final int MOST = 60_000;
    private static final int MOST_OF_A_RECEIPT = 80_000;

    private FormRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("octets by chance", NOT_JSON, draw -> chance(draw)),
                Row.of("cut off", NOT_JSON, FormRows::cut),
                Row.of("not an object", NOT_JSON, FormRows::notAnObject),
                Row.of("attribute doubled", NOT_JSON, FormRows::attributeDoubled),
                Row.of("member of the data doubled", NOT_JSON, FormRows::memberDoubled)
                        .times(96),
                Row.of("something behind", NOT_JSON, draw -> text(draw.event().text() + behind(draw))),
                Row.of("nested too deeply", NOT_JSON, FormRows::nested),
                Row.of("number too long", NOT_JSON, FormRows::numberTooLong),
                Row.of("not UTF-8", NOT_JSON, FormRows::notUtf8),
                Row.of("not JSON's grammar", NOT_JSON, FormRows::lenient),
                Row.of("longer form of a character", NOT_CANONICAL, FormRows::overlong),
                Row.of("another encoding", NOT_CANONICAL, FormRows::encoded),
                Row.of("blanks", NOT_CANONICAL, FormRows::blanks),
                Row.of("members in another order", NOT_CANONICAL, FormRows::reordered),
                Row.of("text spelt otherwise", NOT_CANONICAL, FormRows::escaped),
                Row.of("number spelt otherwise", NOT_CANONICAL, FormRows::number),
                Row.of("longer than a receipt may be", TOO_LARGE, FormRows::tooLarge),
                Row.of("longer than its type may be", TOO_LARGE, FormRows::tooLargeForItsType));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] chance(Draw draw) {
        byte[] octets = draw.octets(draw.between(0, 300));
        if (octets.length > 0 && octets[0] == '{') {
            octets[0] = 0;
        }
        return octets;
    }

    private static byte[] cut(Draw draw) {
        byte[] octets = draw.event().octets();
        return Arrays.copyOf(octets, draw.between(1, octets.length - 1));
    }

    private static byte[] notAnObject(Draw draw) {
        String event = draw.event().text();
        return text(draw.each("[" + event + "]", "\"" + draw.word() + "\"", "1", "0.5", "true", "null", "[]", "[{}]"));
    }

    private static byte[] attributeDoubled(Draw draw) {
        Forge forge = draw.event();
        String name = draw.any(List.of("id", "type", "subject", "time", "specversion", "source"));
        String again = "\"" + name + "\":" + draw.any(forge.envelope().get(name).toString(), "\"x\"") + ",";
        return text(
                draw.index() % 2 == 0
                        ? forge.text().replaceFirst("\\{", "{" + again)
                        : forge.text().replace("\"" + name + "\":", again + "\"" + name + "\":"));
    }

    /** The first member of any object in the data, or of the data itself. */
    private static byte[] memberDoubled(Draw draw) {
        Forge forge = draw.event();
        List<Forge.Place> objects = forge.places(value -> value.isObject() && !value.isEmpty());
        JsonNode object = objects.isEmpty() || draw.index() % 2 == 0
                ? forge.data()
                : draw.any(objects).value();
        String inside = object.toString();
        String first = "\"" + object.fieldNames().next() + "\":";
        String doubled = "{" + first + draw.any("null", "\"x\"", "1") + "," + inside.substring(1);
        String whole = forge.text();
        return text(
                whole.contains(inside) ? whole.replace(inside, doubled) : whole.replace(first, first + "0," + first));
    }

    private static String behind(Draw draw) {
        return draw.each("x", "{}", "null", ",", "}", "\0", " 1", "\n\"\"");
    }

    private static byte[] nested(Draw draw) {
        int depth = draw.between(17, 400);
        boolean arrays = draw.index() % 2 == 0;
        String nest = (arrays ? "[" : "{\"a\":").repeat(depth) + "1" + (arrays ? "]" : "}").repeat(depth);
        return text(draw.event().text().replaceFirst("\"data\":\\{", "\"data\":{\"a\":" + nest + ","));
    }

    private static byte[] numberTooLong(Draw draw) {
        String digits = draw.each("1", "9").repeat(draw.between(21, 2_000));
        String number = draw.any(digits, "-" + digits, "0." + digits, digits + "e9");
        return text(draw.event().text().replaceFirst("\"data\":\\{", "\"data\":{\"a\":" + number + ","));
    }

    private static byte[] notUtf8(Draw draw) {
        return inserted(
                draw,
                draw.each(
                        new byte[] {(byte) 0xff},
                        new byte[] {(byte) 0x80},
                        new byte[] {(byte) 0xe2, (byte) 0x82},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        new byte[] {(byte) 0xf8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80}));
    }

    /** Longer forms of characters, which some decoders take. */
    private static byte[] overlong(Draw draw) {
        return inserted(
                draw,
                draw.each(new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {(byte) 0xc1, (byte) 0xaf}, new byte[] {
                    (byte) 0xe0, (byte) 0x81, (byte) 0xaf
                }));
    }

    /** In the first text of the event, which every reader must decode. */
    private static byte[] inserted(Draw draw, byte[] bad) {
        byte[] octets = draw.event().octets();
        int at = new String(octets, ISO_8859_1).indexOf("\":\"") + 3;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(octets, 0, at);
        out.writeBytes(bad);
        out.write(octets, at, octets.length - at);
        return out.toByteArray();
    }

    private static byte[] lenient(Draw draw) {
        String event = draw.event().text();
        return text(
                switch (draw.index() % 8) {
                    case 0 -> event.replaceFirst("\"specversion\"", "specversion");
                    case 1 -> event.replaceFirst("\"1.0\"", "'1.0'");
                    case 2 -> event.replaceFirst("\\{", "{/* " + draw.word() + " */");
                    case 3 -> event.replaceFirst("\\{", "{,");
                    case 4 -> event.substring(0, event.length() - 1) + ",}";
                    case 5 ->
                        event.replaceFirst(
                                "\"data\":\\{",
                                "\"data\":{\"a\":" + draw.any("NaN", "Infinity", "01", "+1", ".5", "1.", "0x1") + ",");
                    case 6 -> event.replaceFirst("\"1.0\"", "\"1.0" + draw.any("\n", "\t", "\0", "\u001f") + "\"");
                    default -> event.replace("\"1.0\"", "\"1" + draw.any("\\x2e", "\\u2e", "\\'") + "0\"");
                });
    }

    private static byte[] encoded(Draw draw) {
        String event = draw.event().text();
        Charset utf32 = Charset.forName(draw.any("UTF-32BE", "UTF-32LE"));
        return draw.each(
                event.getBytes(UTF_16BE),
                event.getBytes(UTF_16LE),
                event.getBytes(utf32),
                ("\ufeff" + event).getBytes(UTF_8),
                ("\ufeff" + event).getBytes(UTF_16BE));
    }

    private static byte[] blanks(Draw draw) {
        String event = draw.event().text();
        String blank = draw.any(" ", "\n", "\t", "\r\n", "  ");
        return text(
                switch (draw.index() % 5) {
                    case 0 -> event + blank;
                    case 1 -> blank + event;
                    case 2 -> event.replaceFirst(",", "," + blank);
                    case 3 -> event.replaceFirst(":", blank + ":");
                    default -> event.replaceFirst("\\}$", blank + "}");
                });
    }

    private static byte[] reordered(Draw draw) {
        Forge forge = draw.event();
        forge.octets();
        String name = draw.any(List.of("id", "type", "subject", "time", "specversion", "source", "datacontenttype"));
        String member = "\"" + name + "\":" + forge.envelope().get(name);
        String event = new String(forge.asItIs(), UTF_8);
        String rest = event.contains("," + member) ? event.replace("," + member, "") : event.replace(member + ",", "");
        // What sorts first but for the data goes last, everything else first.
        return text(
                name.equals("type") || draw.index() % 2 == 0
                        ? "{" + member + "," + rest.substring(1)
                        : rest.substring(0, rest.length() - 1) + "," + member + "}");
    }

    private static byte[] escaped(Draw draw) {
        String event = draw.event().text();
        return text(
                switch (draw.index() % 4) {
                    case 0 -> event.replaceFirst("io.countersign", "\\\\u0069o.countersign");
                    case 1 -> event.replaceFirst("/countersign/test", "\\\\/countersign/test");
                    case 2 -> event.replaceFirst("\"type\"", "\"typ\\\\u0065\"");
                    default ->
                        event.replaceFirst(
                                "\"source\":\"",
                                "\"source\":\"" + draw.any("\\\\u00e9", "\\\\u000a", "\\\\u0022", "\\\\u002F"));
                });
    }

    private static byte[] number(Draw draw) {
        String spelt = draw.each("1.0", "1e0", "10e-1", "-0", "0.0", "1E400", "-1.50", "9007199254740993");
        return text(draw.event().text().replaceFirst("\"data\":\\{", "\"data\":{\"a\":" + spelt + ","));
    }

    private static byte[] tooLarge(Draw draw) {
        int length = MOST_OF_A_RECEIPT + draw.between(1, 40_000);
        return draw.index() % 2 == 0
                ? draw.octets(length)
                : draw.event().with("source", "/" + "x".repeat(length)).octets();
    }

    private static byte[] tooLargeForItsType(Draw draw) {
        Forge forge =
                draw.event(type -> type.topic().filter(Topic.RECEIPTS::equals).isEmpty());
        int missing = MOST - forge.octets().length;
        String source = forge.envelope().get("source").textValue();
        return forge.with("source", source + "x".repeat(missing + draw.between(1, 15_000)))
                .octets();
    }
}
