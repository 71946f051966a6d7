package io.countersign.registry.postgres;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Sha256;
import io.countersign.orders.RevocationOrder;
import io.countersign.orders.Revoked;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.GatheredRevocation;
import io.countersign.registry.core.GatheredRevocation.Refused;
import io.countersign.registry.core.GatheredRevocation.Signature;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.RevocationStore;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class PostgresRevocations implements RevocationStore {
    /** Orders {@code v} with the number of the CRL that completed each; null while a serial is in none. */
    private static final String REVOCATIONS =
            """
            select * from (select r.*, (
                    select case when count(l.serial) = count(*) then max(l.crl_number) end
                    from revocation_serials s left join revoked l on l.issuer = r.issuer and l.serial = s.serial
                    where s.revocation = r.digest) as crl_number
                from revocations r) as v
            where true
            """;

    private final Sql sql;
    private final Outbox outbox;

    PostgresRevocations(Sql sql, Outbox outbox) {
        this.sql = sql;
        this.outbox = outbox;
    }

    @Override
    public boolean add(GatheredRevocation revocation) {
        RevocationOrder order = revocation.read();
        boolean added = sql.update(
                        """
                        insert into revocations (digest, issuer, cluster, payload, certificate, needed, made_at)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (digest) do nothing
                        """,
                        revocation.digest(),
                        order.issuer(),
                        order.cluster(),
                        revocation.payload(),
                        revocation.certificate(),
                        revocation.needed(),
                        revocation.madeAt())
                == 1;
        if (added) {
            for (Revoked revoked : order.certificates()) {
                sql.update(
                        "insert into revocation_serials (revocation, serial) values (?, ?)",
                        revocation.digest(),
                        revoked.serial());
            }
            addSignature(revocation, revocation.madeAt());
        }
        return added;
    }

    @Override
    public Optional<GatheredRevocation> find(Sha256 digest) {
        return sql.first(this::read, REVOCATIONS + " and digest = ?", digest);
    }

    @Override
    public Optional<GatheredRevocation> lock(Sha256 digest) {
        return sql.first(row -> true, "select 1 from revocations where digest = ? for update", digest)
                .flatMap(locked -> find(digest));
    }

    @Override
    public void sign(GatheredRevocation revocation, Instant at) {
        addSignature(revocation, at);
        sql.update(
                "update revocations set needed = ?, certificate = ? where digest = ?",
                revocation.needed(),
                revocation.certificate(),
                revocation.digest());
    }

    @Override
    public void ordered(GatheredRevocation revocation, Instant again) {
        sql.update(
                """
                update revocations set event_id = ?, refusal_code = null, refusal_detail = null, retryable = false, tries = 0,
                    due_at = ?
                where digest = ?
                """,
                revocation.event(),
                again,
                revocation.digest());
    }

    @Override
    public void refused(Sha256 digest, Refused why, Optional<Instant> again) {
        sql.update(
                """
                update revocations set refusal_code = ?, refusal_detail = ?, retryable = ?, due_at = ? where digest = ?
                """,
                why.code(),
                why.detail(),
                why.retryable(),
                again,
                digest);
    }

    @Override
    public int tries(Sha256 digest) {
        return sql.first(row -> (int) row.number("tries"), "select tries from revocations where digest = ?", digest)
                .orElseThrow(() -> new IllegalStateException("never stored: " + digest));
    }

    @Override
    public List<GatheredRevocation> due(Instant now, int most) {
        List<Sha256> due = sql.list(
                row -> row.digest("digest"),
                "select digest from revocations where due_at <= ? order by due_at limit ? for update skip locked",
                now,
                most);
        return due.stream().flatMap(digest -> find(digest).stream()).toList();
    }

    @Override
    public void repeat(GatheredRevocation revocation, Instant now, Instant again) {
        sql.update("update revocations set due_at = ?, tries = tries + 1 where digest = ?", again, revocation.digest());
        outbox.repeat(revocation.event().orElseThrow(), now);
    }

    @Override
    public void drop(GatheredRevocation revocation) {
        sql.update("update revocations set due_at = null where digest = ?", revocation.digest());
    }

    @Override
    public long waiting() {
        return sql.first(
                        row -> row.number("n"),
                        """
                        select count(*) as n from revocations r
                        where event_id is not null and (refusal_code is null or retryable) and exists (
                            select 1 from revocation_serials s
                            where s.revocation = r.digest and not exists (
                                select 1 from revoked l where l.issuer = r.issuer and l.serial = s.serial))
                        """)
                .orElse(0L);
    }

    @Override
    public Page<GatheredRevocation> list(Listing listing) {
        return new PageQuery(REVOCATIONS)
                .where("cluster", listing.cluster())
                .behind(
                        listing.after(),
                        "(made_at, digest) < (?, decode(?, 'hex'))",
                        after -> List.of(after.at(), after.name()))
                .page(
                        sql,
                        this::read,
                        "made_at desc, digest desc",
                        listing,
                        last -> new Cursor(last.madeAt(), last.digest().hex()));
    }

    private void addSignature(GatheredRevocation revocation, Instant at) {
        Signature last = revocation.signatures().get(revocation.signatures().size() - 1);
        sql.update(
                "insert into revocation_signatures (revocation, person, header, signature, at) values (?, ?, ?, ?, ?)",
                revocation.digest(),
                last.person(),
                last.approval().header(),
                last.approval().signature(),
                at);
    }

    private GatheredRevocation read(Row row) throws SQLException {
        Sha256 digest = row.digest("digest");
        Optional<String> code = row.optionalText("refusal_code");
        String detail = row.text("refusal_detail");
        boolean retryable = row.truth("retryable");
        return new GatheredRevocation(
                digest,
                row.text("payload"),
                sql.list(
                        one -> new Signature(
                                one.optionalText("person"), new Approval(one.text("header"), one.text("signature"))),
                        "select person, header, signature from revocation_signatures where revocation = ? order by position",
                        digest),
                row.optionalBytes("certificate"),
                (int) row.number("needed"),
                row.instant("made_at"),
                row.optionalText("event_id"),
                code.map(refused -> new Refused(refused, detail, retryable)),
                row.optionalNumber("crl_number"));
    }
}
