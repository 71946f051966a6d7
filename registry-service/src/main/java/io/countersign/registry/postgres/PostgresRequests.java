package io.countersign.registry.postgres;

import io.countersign.contracts.Lineage;
import io.countersign.registry.core.Caller;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.Request;
import io.countersign.registry.core.RequestState;
import io.countersign.registry.core.RequestStore;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

final class PostgresRequests implements RequestStore {
    private final Sql sql;

    PostgresRequests(Sql sql) {
        this.sql = sql;
    }

    @Override
    public boolean add(Request request) {
        return sql.update(
                        """
                        insert into requests (id, lineage, cluster, component, instance, profile, csr, csr_digest, key_digest,
                            names, requester, reason, lifetime_s, submitted_at, state, changed_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (id) do nothing
                        """,
                        request.id(),
                        request.lineage(),
                        request.lineage().cluster(),
                        request.lineage().component(),
                        request.lineage().instance(),
                        request.profile(),
                        request.csr(),
                        request.csrDigest(),
                        request.key(),
                        request.names(),
                        request.requester(),
                        request.reason(),
                        request.lifetime().map(Duration::toSeconds),
                        request.submittedAt(),
                        request.state().wireName(),
                        request.changedAt())
                == 1;
    }

    @Override
    public Optional<Request> find(String id) {
        return sql.first(PostgresRequests::read, "select * from requests where id = ?", id);
    }

    @Override
    public Optional<Request> lock(String id) {
        return sql.first(PostgresRequests::read, "select * from requests where id = ? for update", id);
    }

    @Override
    public void update(Request request) {
        sql.update(
                """
                update requests set state = ?, changed_at = ?, order_digest = ?, item = ?, fingerprint = ?,
                    refusal_code = ?, refusal_detail = ? where id = ?
                """,
                request.state().wireName(),
                request.changedAt(),
                request.order(),
                request.item(),
                request.certificate(),
                request.refusal().map(Request.Outcome::code),
                request.refusal().map(Request.Outcome::detail),
                request.id());
    }

    @Override
    public Page<Request> list(Listing listing) {
        return new PageQuery("select * from requests where true")
                .where("state", listing.state())
                .where("cluster", listing.cluster())
                .where("component", listing.component())
                .behind(listing.after(), "(submitted_at, id) < (?, ?)", after -> List.of(after.at(), after.name()))
                .page(
                        sql,
                        PostgresRequests::read,
                        "submitted_at desc, id desc",
                        listing,
                        last -> new Cursor(last.submittedAt(), last.id()));
    }

    @Override
    public Optional<Request> openOf(String lineage) {
        return sql.first(
                PostgresRequests::read,
                """
                select * from requests where lineage = ? and state in ('submitted', 'approving', 'approved')
                order by submitted_at desc, id desc limit 1
                """,
                lineage);
    }

    @Override
    public List<Request> finishedFor(Caller.Post post, Instant since) {
        return sql.list(
                PostgresRequests::read,
                """
                select r.* from requests r left join lineages l on l.lineage = r.lineage
                where r.cluster = ? and r.instance = ? and r.changed_at >= ?
                  and r.state in ('issued', 'refused', 'lapsed', 'denied')
                  and (r.fingerprint is null
                       or (l.newest = r.fingerprint and l.installed is distinct from r.fingerprint))
                  and not exists (select 1 from requests n
                                  where n.lineage = r.lineage and n.submitted_at > r.submitted_at)
                order by r.changed_at, r.id limit 200
                """,
                post.cluster(),
                post.node(),
                since);
    }

    private static Request read(Row row) throws SQLException {
        Optional<String> code = row.optionalText("refusal_code");
        String state = row.text("state");
        return new Request(
                row.text("id"),
                Lineage.parse(row.text("lineage")),
                row.text("profile"),
                row.bytes("csr"),
                row.digest("csr_digest"),
                row.digest("key_digest"),
                row.names("names"),
                row.text("requester"),
                row.optionalText("reason"),
                row.optionalNumber("lifetime_s").map(Duration::ofSeconds),
                row.instant("submitted_at"),
                RequestState.valueOf(state.toUpperCase(Locale.ROOT)),
                row.instant("changed_at"),
                row.optionalDigest("order_digest"),
                (int) row.number("item"),
                row.optionalDigest("fingerprint"),
                code.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Request.Outcome(code.get(), row.text("refusal_detail"))));
    }
}
