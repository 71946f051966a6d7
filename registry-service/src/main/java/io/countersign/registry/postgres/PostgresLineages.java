package io.countersign.registry.postgres;

import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.RenewalDue;
import io.countersign.registry.core.Caller;
import io.countersign.registry.core.CertificateRecord;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Frozen;
import io.countersign.registry.core.LineageState;
import io.countersign.registry.core.LineageStore;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.Placement;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class PostgresLineages implements LineageStore {
    private final Sql sql;
    private final PostgresCertificates certificates;

    PostgresLineages(Sql sql, PostgresCertificates certificates) {
        this.sql = sql;
        this.certificates = certificates;
    }

    @Override
    public Optional<LineageState> find(Lineage lineage) {
        return sql.first(this::read, "select * from lineages where lineage = ?", lineage);
    }

    @Override
    public Optional<LineageState> lock(Lineage lineage) {
        return sql.first(this::read, "select * from lineages where lineage = ? for update", lineage);
    }

    @Override
    public void put(LineageState state) {
        sql.update(
                """
                insert into lineages (lineage, cluster, component, instance, profile, newest, installed, served, node)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (lineage) do update set profile = excluded.profile, newest = excluded.newest,
                    installed = excluded.installed, served = excluded.served, node = excluded.node
                """,
                state.lineage(),
                state.lineage().cluster(),
                state.lineage().component(),
                state.lineage().instance(),
                state.profile(),
                state.newest().fingerprint(),
                state.installed().map(CertificateRecord::fingerprint),
                state.served().map(CertificateRecord::fingerprint),
                state.node());
    }

    @Override
    public Page<LineageState> list(Listing listing) {
        return new PageQuery("select * from lineages where true")
                .where("cluster", listing.cluster())
                .where("component", listing.component())
                .behind(listing.after(), "lineage > ?", after -> List.of(after.name()))
                .page(
                        sql,
                        this::read,
                        "lineage",
                        listing,
                        last -> new Cursor(Instant.EPOCH, last.lineage().toString()));
    }

    @Override
    public long count(String cluster) {
        return sql.first(row -> row.number("n"), "select count(*) as n from lineages where cluster = ?", cluster)
                .orElse(0L);
    }

    @Override
    public void freeze(Lineage lineage, Frozen why) {
        sql.update(
                "update lineages set frozen_code = ?, frozen_detail = ?, frozen_at = ? where lineage = ?",
                why.code(),
                why.detail(),
                why.at(),
                lineage);
    }

    @Override
    public void thaw(Lineage lineage) {
        sql.update(
                "update lineages set frozen_code = null, frozen_detail = null, frozen_at = null where lineage = ?",
                lineage);
    }

    @Override
    public Optional<Frozen> frozen(Lineage lineage) {
        return sql.first(
                row -> new Frozen(row.text("frozen_code"), row.text("frozen_detail"), row.instant("frozen_at")),
                "select frozen_code, frozen_detail, frozen_at from lineages where lineage = ? and frozen_at is not null",
                lineage);
    }

    @Override
    public boolean addPlacement(Lineage lineage, Placement placement, String event) {
        return sql.update(
                        """
                        insert into placements (event_id, lineage, node, kind, fingerprint, at) values (?, ?, ?, ?, ?, ?)
                        on conflict (event_id) do nothing
                        """,
                        event,
                        lineage,
                        placement.node(),
                        placement.kind().wireName(),
                        placement.fingerprint(),
                        placement.at())
                == 1;
    }

    @Override
    public boolean placedAfter(Lineage lineage, Instant at) {
        return sql.first(
                        row -> true,
                        "select 1 from placements where lineage = ? and kind <> 'observed' and at > ? limit 1",
                        lineage,
                        at)
                .isPresent();
    }

    @Override
    public Optional<Sha256> standingBefore(Lineage lineage, Sha256 fingerprint) {
        return sql.first(
                row -> row.digest("certificate"),
                """
                select f.certificate from placements p
                join fingerprints f on f.fingerprint = p.fingerprint
                join certificates c on c.fingerprint = f.certificate and c.lineage = p.lineage
                where p.lineage = ? and p.kind in ('installed', 'observed') and f.certificate <> ?
                order by p.position desc limit 1
                """,
                lineage,
                fingerprint);
    }

    @Override
    public void putRenewal(RenewalDue due, boolean late) {
        sql.update(
                """
                insert into renewals (lineage, late, issuer, serial, tbs, due_at, not_after) values (?, ?, ?, ?, ?, ?, ?)
                on conflict (lineage) do update set late = excluded.late, issuer = excluded.issuer, serial = excluded.serial,
                    tbs = excluded.tbs, due_at = excluded.due_at, not_after = excluded.not_after
                """,
                due.lineage(),
                late,
                due.id().issuer(),
                due.id().serial(),
                due.id().tbs(),
                due.dueAt(),
                due.notAfter());
    }

    @Override
    public List<Renewal> renewalsFor(Caller.Post post) {
        return sql.list(
                row -> new Renewal(
                        Lineage.parse(row.text("lineage")),
                        row.truth("late"),
                        row.instant("due_at"),
                        row.instant("not_after")),
                """
                select r.* from renewals r
                join lineages l on l.lineage = r.lineage
                join certificates c on c.fingerprint = l.newest
                where l.cluster = ? and l.instance = ?
                  and c.issuer = r.issuer and c.serial = r.serial and c.tbs = r.tbs
                order by r.due_at, r.lineage limit 200
                """,
                post.cluster(),
                post.node());
    }

    private LineageState read(Row row) throws SQLException {
        return new LineageState(
                Lineage.parse(row.text("lineage")),
                row.text("profile"),
                certificate(row.digest("newest")),
                row.optionalDigest("installed").map(this::certificate),
                row.optionalDigest("served").map(this::certificate),
                row.optionalText("node"));
    }

    private CertificateRecord certificate(Sha256 fingerprint) {
        return certificates
                .byFingerprint(fingerprint)
                .orElseThrow(() -> new IllegalStateException("a foreign key holds it: " + fingerprint));
    }
}
