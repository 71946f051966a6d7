package io.countersign.tlog;

import java.io.IOException;

/**
 * The files of the log contradict each other or the durable head. Nothing may be appended or signed until a person has
 * looked: signing on would turn one damaged byte into a log that no one can ever verify again.
 */
public final class LogCorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    public LogCorruptException(String what) {
        super(what);
    }

    public LogCorruptException(String what, Throwable cause) {
        super(what, cause);
    }
}
