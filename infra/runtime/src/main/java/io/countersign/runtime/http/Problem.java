package io.countersign.runtime.http;

import io.countersign.contracts.Json;
import io.countersign.contracts.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error answer (RFC 9457). {@code code} is stable and part of the contract; nobody needs to read the prose to branch.
 *
 * @param status HTTP status
 * @param code stable code, lower-case with dashes
 * @param title what is wrong in general
 * @param detail what is wrong this time; holds no secrets
 * @param remedy what the caller can do about it
 * @param members further members, for example the order a caller collided with; they never replace the others
 */
public record Problem(
        int status, String code, String title, String detail, String remedy, Map<String, Object> members) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        members = Map.copyOf(members);
    }

    public static Problem of(int status, String code, String title, String detail, String remedy) {
        return new Problem(status, code, title, detail, remedy, Map.of());
    }

    /** A refusal of what was asked for: 422, the request was understood and will not be done. */
    public static Problem of(Refusal refusal) {
        return of(
                422,
                refusal.code().code(),
                refusal.code().sentence(),
                refusal.detail(),
                refusal.code().remedy());
    }

    /** The peer is known and may not do this. */
    public static Problem notPermitted(String detail) {
        return of(
                403,
                "not-permitted",
                "This identity may not do this.",
                detail,
                "Ask the operator to add the operation to the allow-list of this service.");
    }

    public static Problem notFound(String detail) {
        return of(404, "not-found", "There is nothing here.", detail, "Check the address and the id.");
    }

    /** A fault of ours: the cause stays in the log. */
    public static Problem internal() {
        return of(
                500,
                "internal",
                "The service failed.",
                "The cause is in the log of the service.",
                "Try again; if it happens again, tell the operator.");
    }

    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, title, detail, remedy, more);
    }

    /** The JSON of the body. */
    public byte[] body() {
        Map<String, Object> body = new LinkedHashMap<>(members);
        body.put("type", "urn:countersign:problem:" + code);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("code", code);
        body.put("remedy", remedy);
        return Json.canonical(body);
    }

    public void write(HttpServerResponse response) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(Buffer.buffer(body()))
                .onFailure(Unsent::note);
    }
}
