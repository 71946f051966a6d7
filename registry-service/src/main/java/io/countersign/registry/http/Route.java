package io.countersign.registry.http;

import io.countersign.contracts.RefusedException;

/**
 * One operation of the API.
 *
 * @param path template with {@code {names}}, as in the API document
 * @param operation what the allow-list must give the peer
 */
record Route(Method method, String path, String operation, Endpoint endpoint) {
    enum Method {
        GET,
        POST
    }

    /** Does the work, on a worker thread: it may block on the database. */
    @FunctionalInterface
    interface Endpoint {
        Answer answer(Exchange exchange) throws RefusedException;
    }

    static Route get(String path, String operation, Endpoint endpoint) {
        return new Route(Method.GET, path, operation, endpoint);
    }

    static Route post(String path, String operation, Endpoint endpoint) {
        return new Route(Method.POST, path, operation, endpoint);
    }

    /** The template as Vert.x writes it. */
    String vertxPath() {
        return path.replaceAll("\\{([a-z]+)}", ":$1");
    }
}
