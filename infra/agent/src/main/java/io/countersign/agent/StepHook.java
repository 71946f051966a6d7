package io.countersign.agent;

/** Tells where a rotation is, so that a test can let the process die exactly there. Production wires {@link #NONE}. */
interface StepHook {
    StepHook NONE = point -> {};

    /** Everything before a point has happened, nothing after it. */
    enum Point {
        KEY_MADE,
        KEY_STORED,
        ORDER_SIGNED,
        ORDER_STORED,
        LEFT_TO_PEOPLE,
        SUBMITTED,
        REQUEST_STORED,
        CERTIFICATE_STORED,
        ISSUED_STORED,
        PREVIOUS_STORED,
        INSTALLING_STORED,
        FILES_STAGED,
        KEY_REPLACED,
        CERTIFICATE_REPLACED,
        INSTALLED_STORED,
        RELOADED,
        PROBED,
        SERVED_STORED,
        ROLLING_BACK_STORED,
        ROLLED_BACK_STORED,
        REPORTED
    }

    void reached(Point point);
}
