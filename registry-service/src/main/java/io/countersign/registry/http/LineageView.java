package io.countersign.registry.http;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.RevocationReason;
import io.countersign.contracts.SerialNumber;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.CrlStore;
import io.countersign.registry.core.Frozen;
import io.countersign.registry.core.LineageState;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.StandingRevocation;
import io.countersign.registry.core.Stores;
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

    /** One certificate of the lineage, with when and why it was revoked. */
    record Brief(
            String fingerprint,
            SerialNumber serial,
            Instant notBefore,
            Instant notAfter,
            Optional<Instant> revokedAt,
            Optional<RevocationReason> reason) {
        static Brief of(CertificateRecord certificate, CrlStore crls) {
            Optional<StandingRevocation> revocation = crls.revocation(certificate.id());
            return new Brief(
                    certificate.fingerprint().hex(),
                    certificate.id().serial(),
                    certificate.notBefore(),
                    certificate.notAfter(),
                    revocation.map(StandingRevocation::at),
                    revocation.map(StandingRevocation::reason));
        }
    }

    static LineageView of(LineageState state, String issuer, Stores stores, Optional<List<TimelineEntry>> past) {
        CrlStore crls = stores.crls();
        return new LineageView(
                state.lineage(),
                state.lineage().cluster(),
                state.lineage().component(),
                state.lineage().instance(),
                state.profile(),
                issuer,
                state.node(),
                Brief.of(state.newest(), crls),
                state.installed().map(certificate -> Brief.of(certificate, crls)),
                state.served().map(certificate -> Brief.of(certificate, crls)),
                stores.requests().openOf(state.lineage().toString()).map(Request::id),
                stores.lineages().frozen(state.lineage()),
                past.map(TimelineView::of));
    }
}
