package io.countersign.runtime.config;

import java.util.List;

/** A configuration file that cannot be used, with every fault found in it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public ConfigException(String source, List<String> faults) {
        super(source + ":\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    /** One sentence per fault, each starting with the setting's path. */
    public List<String> faults() {
        return faults;
    }
}
