package io.countersign.registry.http;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.SerialNumber;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.Frozen;
import io.countersign.registry.core.LineageState;
import io.countersign.registry.core.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A lineage on the wire.
 *
 * @param issuer the CA's name inside the cluster
 * @param pendingRequest id of a request that is not decided yet
 * @param frozen why only people can order the next certificate
 */
record LineageView(
        Lineage lineage,
        String cluster,
        String component,
        String instance,
        String profile,
        String issuer,
        Optional<String> node,
        Brief newest,
        Optional<Brief> installed,
        Optional<Brief> served,
        Optional<String> pendingRequest,
        Optional<Frozen> frozen,
        Optional<List<TimelineView>> timeline) {

    /** One certificate of the lineage. */
    record Brief(String fingerprint, SerialNumber serial, Instant notBefore, Instant notAfter) {
        static Brief of(CertificateRecord certificate) {
            return new Brief(
                    certificate.fingerprint().hex(),
                    certificate.id().serial(),
                    certificate.notBefore(),
                    certificate.notAfter());
        }
    }

    static LineageView of(
            LineageState state,
            String issuer,
            Optional<String> pendingRequest,
            Optional<Frozen> frozen,
            Optional<List<TimelineEntry>> past) {
        return new LineageView(
                state.lineage(),
                state.lineage().cluster(),
                state.lineage().component(),
                state.lineage().instance(),
                state.profile(),
                issuer,
                state.node(),
                Brief.of(state.newest()),
                state.installed().map(Brief::of),
                state.served().map(Brief::of),
                pendingRequest,
                frozen,
                past.map(TimelineView::of));
    }
}
