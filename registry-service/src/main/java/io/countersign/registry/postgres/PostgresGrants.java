package io.countersign.registry.postgres;

import io.countersign.contracts.Approval;
import io.countersign.contracts.Lineage;
import io.countersign.contracts.Sha256;
import io.countersign.orders.GrantText;
import io.countersign.registry.core.Cursor;
import io.countersign.registry.core.GrantStore;
import io.countersign.registry.core.Listing;
import io.countersign.registry.core.Page;
import io.countersign.registry.core.SignedGrant;
import io.countersign.registry.core.SignedOrder.SignedApproval;
import io.countersign.registry.postgres.Sql.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class PostgresGrants implements GrantStore {
    private final Sql sql;

    PostgresGrants(Sql sql) {
        this.sql = sql;
    }

    @Override
    public void lockAll() {
        // Grants are made by people, a few a day at most.
        sql.update("lock table grants in share row exclusive mode");
    }

    @Override
    public void add(SignedGrant grant) {
        List<GrantText> texts = grant.read();
        sql.update(
                "insert into grants (digest, cluster, payload, made_at, complete_at) values (?, ?, ?, ?, ?)",
                grant.digest(),
                texts.get(0).lineage().cluster(),
                grant.payload(),
                grant.madeAt(),
                grant.complete());
        for (int item = 0; item < texts.size(); item++) {
            sql.update(
                    "insert into grant_texts (grant_digest, item, digest, lineage, until, text) values (?, ?, ?, ?, ?, ?)",
                    grant.digest(),
                    item,
                    texts.get(item).digest(),
                    texts.get(item).lineage(),
                    texts.get(item).until(),
                    grant.texts().get(item));
        }
        addApproval(grant.digest(), grant.approvals().get(0), grant.madeAt());
    }

    @Override
    public Optional<SignedGrant> find(Sha256 digest) {
        return sql.first(this::read, "select * from grants where digest = ?", digest);
    }

    @Override
    public Optional<SignedGrant> lock(Sha256 digest) {
        return sql.first(this::read, "select * from grants where digest = ? for update", digest);
    }

    @Override
    public void approve(SignedGrant grant, Instant at) {
        addApproval(grant.digest(), grant.approvals().get(grant.approvals().size() - 1), at);
        sql.update("update grants set complete_at = ? where digest = ?", grant.complete(), grant.digest());
    }

    @Override
    public List<SignedGrant> ofText(Sha256 text) {
        return sql.list(
                this::read,
                """
                select * from grants where digest in (select grant_digest from grant_texts where digest = ?)
                order by made_at, digest
                """,
                text);
    }

    @Override
    public List<SignedGrant> completeFor(Lineage lineage, Instant now) {
        return sql.list(
                this::read,
                """
                select * from grants where complete_at is not null
                  and digest in (select grant_digest from grant_texts where lineage = ? and until > ?)
                order by made_at desc, digest limit 100
                """,
                lineage,
                now);
    }

    @Override
    public Page<SignedGrant> list(Listing listing, Optional<Lineage> lineage) {
        PageQuery query = lineage.isEmpty()
                ? new PageQuery("select * from grants where true")
                : new PageQuery(
                        "select * from grants where digest in (select grant_digest from grant_texts where lineage = ?)",
                        lineage.get());
        return query.where("cluster", listing.cluster())
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

    private void addApproval(Sha256 digest, SignedApproval approval, Instant at) {
        sql.update(
                "insert into grant_approvals (grant_digest, person, header, signature, at) values (?, ?, ?, ?, ?)",
                digest,
                approval.person(),
                approval.approval().header(),
                approval.approval().signature(),
                at);
    }

    private SignedGrant read(Row row) throws SQLException {
        Sha256 digest = row.digest("digest");
        return new SignedGrant(
                digest,
                row.text("payload"),
                sql.list(
                        text -> text.text("text"),
                        "select text from grant_texts where grant_digest = ? order by item",
                        digest),
                sql.list(
                        one -> new SignedApproval(
                                one.text("person"), new Approval(one.text("header"), one.text("signature"))),
                        "select person, header, signature from grant_approvals where grant_digest = ? order by position",
                        digest),
                row.instant("made_at"),
                row.optionalInstant("complete_at"));
    }
}
