package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.runtime.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an endpoint answers.
 *
 * @param idle nothing to tell yet: a long poll asks again until its time is over
 * @param version what the resource's content changes with; who has it need not be sent the body again
 */
record Answer(int status, String mediaType, Bytes body, boolean idle, Optional<String> version) {
    static final String JSON = "application/json";
    static final String PEM = "application/x-pem-file";

    static Answer of(int status, String mediaType, Bytes body) {
        return new Answer(status, mediaType, body, false, Optional.empty());
    }

    static Answer json(int status, Object value) {
        return of(status, JSON, Bytes.of(Json.canonical(value)));
    }

    static Answer json(Object value) {
        return json(200, value);
    }

    static Answer nothingYet(Object value) {
        return new Answer(200, JSON, Bytes.of(Json.canonical(value)), true, Optional.empty());
    }

    static Answer pem(String text) {
        return of(200, PEM, Bytes.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static Answer problem(Problem problem) {
        return of(problem.status(), Problem.MEDIA_TYPE, Bytes.of(problem.body()));
    }

    Answer version(String known) {
        return new Answer(status, mediaType, body, idle, Optional.of(known));
    }
}
