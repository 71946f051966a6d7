package io.countersign.registry.http;

import com.fasterxml.jackson.core.JacksonException;
import io.countersign.contracts.Bytes;
import io.countersign.contracts.Json;
import io.countersign.contracts.RefusalCode;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.registry.core.Caller;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Listing;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * One request as an endpoint sees it: who asks, and what.
 *
 * @param path values of the template's names, decoded
 * @param query the first value of each query parameter
 * @param accept the Accept header, or empty
 */
record Exchange(Caller caller, Map<String, String> path, Map<String, String> query, Bytes body, String accept) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    /** The body as this shape; an unknown, doubled or missing member is a refusal that names it. */
    <T> T body(Class<T> shape) throws RefusedException {
        try {
            T value = Json.STRICT.readValue(body.toArray(), shape);
            if (value == null) {
                throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "the body is null");
            }
            return value;
        } catch (JacksonException malformed) {
            throw new RefusedException(
                    RefusalCode.REQUEST_MALFORMED,
                    malformed.getOriginalMessage().lines().findFirst().orElse(""),
                    malformed);
        } catch (IOException unreadable) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "the body cannot be read", unreadable);
        }
    }

    /** The path's digest, in base64url. */
    Sha256 digest() throws RefusedException {
        String text = path.get("digest");
        try {
            return Sha256.parse(text);
        } catch (IllegalArgumentException notADigest) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "not a digest: " + text, notADigest);
        }
    }

    Optional<String> asked(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    Listing listing() throws RefusedException {
        Optional<String> cursor = asked("cursor");
        return new Listing(
                asked("state"),
                asked("cluster"),
                asked("component"),
                limit(),
                cursor.isEmpty() ? Optional.empty() : Optional.of(Cursor.parse(cursor.get())));
    }

    private int limit() throws RefusedException {
        String text = asked("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "limit is 1 to " + MAX_LIMIT, notANumber);
        }
        throw new RefusedException(RefusalCode.REQUEST_MALFORMED, "limit is 1 to " + MAX_LIMIT);
    }
}
