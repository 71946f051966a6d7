package io.countersign.registry.core;

import io.countersign.contracts.EventType;
import java.time.Instant;
import java.util.Optional;

/** How the state of a lineage follows from what happened; the rules alone. */
final class Inventory {
    private Inventory() {}

    /** After a certificate came in: the newest is the newest, whichever arrived last. */
    static LineageState issued(Optional<LineageState> before, CertificateRecord certificate) {
        if (before.isEmpty()) {
            return new LineageState(
                    certificate.lineage(),
                    certificate.profile(),
                    certificate,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        LineageState state = before.get();
        return CertificateRecord.BY_AGE.compare(certificate, state.newest()) <= 0
                ? state
                : new LineageState(
                        state.lineage(),
                        certificate.profile(),
                        certificate,
                        state.installed(),
                        state.served(),
                        state.node());
    }

    /** What agents told of a lineage before the report in hand. */
    interface Past {
        /** Whether something was installed, served or rolled back after this. */
        boolean changedAfter(Instant at);

        /** The certificate of this lineage that stood on the node's disk last, but for this one. */
        Optional<CertificateRecord> before(CertificateRecord certificate);
    }

    /**
     * After an agent's report. A roll-back puts the one before back in place. What is observed on the disk is installed, however it
     * came there: somebody may have put an older file back by hand. It is not served for that, nor does what was seen served
     * change: a component keeps its former certificate until it loads the file. An observation that comes late, or that of
     * another lineage's certificate, tells only where the lineage lives.
     */
    static LineageState placed(LineageState state, Placement told, CertificateRecord certificate, Past past) {
        Optional<String> node = Optional.of(told.node());
        return switch (told.kind()) {
            case OBSERVED ->
                new LineageState(
                        state.lineage(),
                        state.profile(),
                        state.newest(),
                        certificate.lineage().equals(state.lineage()) && !past.changedAfter(told.at())
                                ? Optional.of(certificate)
                                : state.installed(),
                        state.served(),
                        node);
            case INSTALLED ->
                new LineageState(
                        state.lineage(),
                        state.profile(),
                        state.newest(),
                        Optional.of(certificate),
                        state.served(),
                        node);
            case SERVED ->
                new LineageState(
                        state.lineage(),
                        state.profile(),
                        state.newest(),
                        Optional.of(certificate),
                        Optional.of(certificate),
                        node);
            case ROLLED_BACK ->
                new LineageState(
                        state.lineage(),
                        state.profile(),
                        state.newest(),
                        without(state.installed(), certificate).or(() -> past.before(certificate)),
                        without(state.served(), certificate),
                        node);
        };
    }

    /** Stores and announces a state if it differs from the one before. */
    static void change(Optional<LineageState> before, LineageState after, Instant at, Stores stores) {
        if (before.equals(Optional.of(after))) {
            return;
        }
        stores.lineages().put(after);
        stores.announcements()
                .announce(
                        EventType.INVENTORY_CHANGED,
                        after.lineage().toString(),
                        at,
                        after.event(),
                        Optional.of(after.newest().event()));
    }

    private static Optional<CertificateRecord> without(
            Optional<CertificateRecord> standing, CertificateRecord rolledBack) {
        return standing.filter(certificate -> !certificate.fingerprint().equals(rolledBack.fingerprint()));
    }
}
