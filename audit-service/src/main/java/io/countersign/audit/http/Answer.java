package io.countersign.audit.http;

import io.countersign.contracts.Bytes;
import java.util.Map;
import java.util.TreeMap;

/** A good answer. */
record Answer(Bytes body, Map<String, String> headers) {
    Answer {
        headers = Map.copyOf(headers);
    }

    /** Bytes that never change again: tiles, bundles, leaves (C2SP tlog-tiles asks for long caching). */
    static Answer lasting(String type, byte[] body) {
        return new Answer(
                Bytes.of(body), Map.of("Content-Type", type, "Cache-Control", "private, max-age=604800, immutable"));
    }

    static Answer changing(String type, byte[] body) {
        return new Answer(Bytes.of(body), Map.of("Content-Type", type, "Cache-Control", "no-store"));
    }

    Answer with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Answer(body, more);
    }
}
