package io.countersign.ceremony;

import java.util.List;

/** The ceremony cannot go on, or what it left does not hold together. Every fault found is listed. */
public final class CeremonyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    CeremonyException(String what, List<String> faults) {
        super(what + ":\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    CeremonyException(String message) {
        super(message);
        this.faults = List.of(message);
    }

    CeremonyException(String message, Throwable cause) {
        super(message, cause);
        this.faults = List.of(message);
    }

    List<String> faults() {
        return faults;
    }
}
