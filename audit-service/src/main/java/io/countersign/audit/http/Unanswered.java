package io.countersign.audit.http;

import io.countersign.runtime.http.Problem;

/** A request that gets a problem instead of an answer. */
final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Unanswered(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
