package io.countersign.signer.core;

import io.countersign.orders.Installation;
import io.countersign.orders.SerialSource;
import io.countersign.orders.TrustedIssuer;

/** The belief of a signer that was told nothing but its configuration. */
public final class Beliefs {
    private Beliefs() {}

    public static TrustState pinned(Installation installation, SteadyClock clock) {
        return new TrustState(installation.trust(), new MemorySpool(), clock, new QuietWatch());
    }

    /** Nothing remembered; what is told first is believed. */
    public static LogMemory memory() {
        return new LogMemory(new MemoryHeadStore(), new QuietLogWatch());
    }

    public static Verdicts verdicts(Installation installation, TrustState trust, SerialSource serials) {
        return new Verdicts(
                trust::view,
                serials,
                installation.trust().issuers().stream()
                        .map(TrustedIssuer::certificate)
                        .toList(),
                serial -> false);
    }

    public static Verdicts verdicts(Installation installation, SerialSource serials, SteadyClock clock) {
        return verdicts(installation, pinned(installation, clock), serials);
    }
}
