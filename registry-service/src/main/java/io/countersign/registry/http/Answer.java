package io.countersign.registry.http;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.runtime.http.Problem;
import java.nio.charset.StandardCharsets;

/**
 * What an endpoint answers.
 *
 * @param idle nothing to tell yet: a long poll asks again until its time is over
 */
record Answer(int status, String mediaType, Bytes body, boolean idle) {
    static final String JSON = "application/json";
    static final String PEM = "application/x-pem-file";

    static Answer json(int status, Object value) {
        return new Answer(status, JSON, Bytes.of(Json.canonical(value)), false);
    }

    static Answer json(Object value) {
        return json(200, value);
    }

    static Answer nothingYet(Object value) {
        return new Answer(200, JSON, Bytes.of(Json.canonical(value)), true);
    }

    static Answer pem(String text) {
        return new Answer(200, PEM, Bytes.of(text.getBytes(StandardCharsets.US_ASCII)), false);
    }

    static Answer problem(Problem problem) {
        return new Answer(problem.status(), Problem.MEDIA_TYPE, Bytes.of(problem.body()), false);
    }
}
