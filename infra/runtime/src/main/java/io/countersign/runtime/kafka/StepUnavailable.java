package io.countersign.runtime.kafka;

/**
 * Something a step needs is away for now: the records stay where they are and come again. Never for bad input, which is an answer
 * and not an outage.
 */
public final class StepUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * An outage without a cause to show.
     *
     * @param reason for the operator; shown by {@code /readyz?verbose}
     */
    public StepUnavailable(String reason) {
        super(reason);
    }

    public StepUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
