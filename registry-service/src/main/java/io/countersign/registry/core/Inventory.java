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

    /** After an agent's report. A roll-back puts the one before back in place. */
    static LineageState placed(LineageState state, Placement told, CertificateRecord certificate, Stores stores) {
        Optional<String> node = Optional.of(told.node());
        return switch (told.kind()) {
            case OBSERVED ->
                new LineageState(
                        state.lineage(), state.profile(), state.newest(), state.installed(), state.served(), node);
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
                        without(state.installed(), certificate).or(() -> stores.lineages()
                                .installedBefore(state.lineage(), certificate.fingerprint())
                                .flatMap(stores.certificates()::byFingerprint)),
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
