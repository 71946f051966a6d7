package io.countersign.e2e;

import io.countersign.contracts.Event;
import io.countersign.contracts.Topic;
import io.countersign.contracts.UnreadableReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A record that no reader can use.
 *
 * @param value no octets: written as null
 * @param reason what its reader must say
 */
record Garbage(String value, UnreadableReason reason) {
    /** More than the longest event, a receipt, may have; less than the broker takes. */
    private static final int TOO_LONG = 81_000;

    /**
     * One record of each kind, none like those for another topic.
     *
     * @param stray an event of another topic
     */
    static List<Garbage> forTopic(Topic topic, Event stray) {
        String name = '"' + topic.wireName() + '"';
        List<Garbage> all = new ArrayList<>(List.of(
                new Garbage("garbage for " + name, UnreadableReason.NOT_JSON),
                new Garbage("[" + name + "]", UnreadableReason.NOT_JSON),
                new Garbage("{\"a\":" + name + ",\"a\":" + name + "}", UnreadableReason.NOT_JSON),
                new Garbage("{\"b\":1,\"a\":" + name + "}", UnreadableReason.NOT_CANONICAL),
                new Garbage("{\"topic\":" + name + "}", UnreadableReason.NOT_AN_EVENT),
                new Garbage(name + "x".repeat(TOO_LONG), UnreadableReason.TOO_LARGE),
                new Garbage(new String(stray.bytes(), StandardCharsets.UTF_8), UnreadableReason.UNKNOWN_TYPE)));
        if (topic.kind() != Topic.Kind.TABLE) {
            all.add(new Garbage("", UnreadableReason.NOT_JSON));
        }
        return all;
    }

    byte[] octets() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** What to give to a producer. */
    byte[] record() {
        return value.isEmpty() ? null : octets();
    }
}
