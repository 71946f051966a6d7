package io.countersign.runtime.life;

import java.time.Duration;

/** Something of a service that starts and stops. */
public interface Part {
    /** Returns when the part runs; throws when it cannot. A part that waits for the outside runs and is not ready. */
    void start() throws Exception;

    /** Ends its work in order within the time given; called once, also when {@link #start} failed or never ran. */
    void stop(Duration deadline) throws Exception;
}
