package io.countersign.registry.http;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.RefusalCode;
import io.countersign.registry.core.SignedGrant;
import io.countersign.registry.core.SignedOrder;
import io.countersign.runtime.http.Problem;

/** The only mapping from what went wrong to HTTP. */
final class Problems {
    private Problems() {}

    /** By code: a refusal is 422 unless HTTP has a word of its own for it. */
    static Problem of(Refusal refusal) {
        int status =
                switch (refusal.code()) {
                    case REQUEST_MALFORMED -> 400;
                    case NOT_PERMITTED -> 403;
                    case REQUEST_UNKNOWN -> 404;
                    case REQUEST_CLOSED, ORDER_EXISTS -> 409;
                    case ORDER_TOO_LARGE, CSR_TOO_LARGE -> 413;
                    default -> 422;
                };
        return Problem.of(
                status,
                refusal.code().code(),
                refusal.code().sentence(),
                refusal.detail(),
                refusal.code().remedy());
    }

    /** Somebody signed another order first; its bytes come along, because they are the ones to sign. */
    static Problem orderExists(SignedOrder first, OrderView view) {
        return of(new Refusal(RefusalCode.ORDER_EXISTS, "order " + first.digest()))
                .with("order", view);
    }

    /** As {@link #orderExists}, for grants. */
    static Problem grantExists(SignedGrant first, GrantView view) {
        return of(new Refusal(RefusalCode.ORDER_EXISTS, "grant " + first.digest()))
                .with("grant", view);
    }

    static Problem overloaded() {
        return Problem.of(
                503,
                "overloaded",
                "The registry has more work than it may queue.",
                "No worker is free.",
                "Try again in a moment.");
    }

    static Problem databaseAway() {
        return Problem.of(
                503,
                "unavailable",
                "The registry cannot reach its database.",
                "Nothing was changed.",
                "Try again; the registry comes back by itself.");
    }

    static Problem methodNotAllowed(String method) {
        return Problem.of(
                405,
                "method-not-allowed",
                "This resource has no such method.",
                method,
                "See /openapi.json for the methods of each resource.");
    }

    static Problem bodyTooLarge(long most) {
        return Problem.of(
                413, "body-too-large", "The body is too large.", "At most " + most + " octets.", "Send less at once.");
    }
}
