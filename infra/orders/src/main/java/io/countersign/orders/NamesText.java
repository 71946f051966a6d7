package io.countersign.orders;

import static io.countersign.contracts.RefusalCode.ORDER_TOO_LARGE;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Json;
import io.countersign.contracts.Names;
import io.countersign.contracts.RefusedException;
import java.util.List;
import java.util.Set;

/** How names stand in the texts of items and grants: {@code sub: {cn, o}} and {@code san: {dns, ip, uri}}. */
final class NamesText {
    static final int MAX_OCTETS = 4 * 1024;

    private NamesText() {}

    /** The names, still to be compared with their own canonical form: {@link Names} sorts what came unsorted. */
    static Names read(StrictObject object) throws RefusedException {
        StrictObject subject = object.object("sub").members(Set.of("cn", "o"), Set.of());
        StrictObject san = object.object("san").members(Set.of("dns", "ip", "uri"), Set.of());
        return new Names(subject.text("cn"), subject.texts("o"), san.texts("dns"), san.texts("ip"), san.texts("uri"));
    }

    static void write(ObjectNode tree, Names names) {
        ObjectNode subject = tree.putObject("sub");
        subject.put("cn", names.commonName());
        subject.set("o", array(names.organizations()));
        ObjectNode san = tree.putObject("san");
        san.set("dns", array(names.dns()));
        san.set("ip", array(names.ips()));
        san.set("uri", array(names.uris()));
    }

    static void requireSize(Names names) throws RefusedException {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        write(tree, names);
        if (Json.canonical(tree).length > MAX_OCTETS) {
            throw new RefusedException(ORDER_TOO_LARGE, "the names take more than " + MAX_OCTETS + " octets");
        }
    }

    private static ArrayNode array(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
