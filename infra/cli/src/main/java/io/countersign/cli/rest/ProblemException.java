package io.countersign.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;

/** The server's answer is a problem (RFC 9457): a stable code, what is wrong here, and what to do about it. */
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String detail;
    private final String remedy;
    private final transient JsonNode body;

    ProblemException(int status, JsonNode body) {
        super(body.path("code").asText("http-" + status) + ": "
                + body.path("detail").asText(body.path("title").asText("the server answered with status " + status)));
        this.status = status;
        this.code = body.path("code").asText("http-" + status);
        this.detail = body.path("detail").asText(body.path("title").asText(""));
        this.remedy = body.path("remedy").asText("");
        this.body = body;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    /** What the server advises; may be empty. */
    public String remedy() {
        return remedy;
    }

    /** The whole problem, with members of its own. */
    public JsonNode body() {
        return body;
    }
}
